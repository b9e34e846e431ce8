import { beforeEach, describe, expect, it, vi } from "vitest";
import { minutesSince, secondsUntil } from "../src/clock";
import { clock, countdown, day } from "../src/format";
import { gettext, keyOf, learnTexts, ngettext } from "../src/i18n";
import { newId } from "../src/ids";
import { troubleOf } from "../src/trouble";
import { troubleText } from "../src/trouble_words";

const HERE = { secure: true, hasMedia: true, userAgent: "Mozilla/5.0 Chrome/156" };

describe("troubles with devices are told by their cause", () => {
  it.each([
    ["NotAllowedError", "denied"],
    ["NotFoundError", "no_device"],
    ["NotReadableError", "in_use"],
    ["OverconstrainedError", "no_device"],
    ["TypeError", "other"],
  ])("%s: %s", (name, trouble) => {
    expect(troubleOf(new DOMException("x", name), HERE)).toBe(trouble);
  });

  it("the place where the page is open comes first", () => {
    const denied = new DOMException("x", "NotAllowedError");
    expect(troubleOf(denied, { ...HERE, secure: false })).toBe("insecure");
    expect(troubleOf(denied, { ...HERE, userAgent: "Mozilla/5.0 [FBAN/FBIOS]" })).toBe("in_app");
    expect(troubleOf(denied, { ...HERE, hasMedia: false })).toBe("unsupported");
  });

  it("each has words and a way out", () => {
    for (const trouble of [
      "denied",
      "no_device",
      "in_use",
      "insecure",
      "in_app",
      "unsupported",
      "lost",
      "other",
    ] as const)
      expect(Object.values(troubleText(trouble)).every((text) => text.length > 10)).toBe(true);
  });

  it("a refused permission is given as in the person's own browser", () => {
    const agents = [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/130.0 Mobile/15E148 Safari/604.1",
      "Mozilla/5.0 (Linux; Android 14) Chrome/130.0.0.0 Mobile Safari/537.36",
      "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0",
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0.0.0 Safari/537.36",
    ];
    expect(new Set(agents.map((userAgent) => troubleText("denied", { userAgent }).todo)).size).toBe(agents.length);
  });

  it("a missing microphone is said where there is a camera", () => {
    const camera = { devices: [{ kind: "videoinput" }] };
    expect(troubleText("no_device", camera).what).not.toBe(troubleText("no_device").what);
    const both = { devices: [...camera.devices, { kind: "audioinput" }] };
    expect(troubleText("no_device", both).what).toBe(troubleText("no_device").what);
  });
});

describe("times", () => {
  it("are shown in the municipality's zone", () => {
    expect(clock("2026-11-24T16:05:00Z")).toBe("10:05");
    expect(day("2026-12-04")).toBe("4 de diciembre de 2026");
  });

  it("are days in English as the server's pages write them", async () => {
    vi.resetModules();
    document.body.innerHTML = `<script type="application/json" id="page">{"lang": "en"}</script>`;
    const english = await import("../src/format");
    expect(english.day("2026-12-04")).toBe("4 December 2026");
    expect(english.localDay("2026-12-05T01:00:00Z")).toBe("4 December 2026");
    document.body.innerHTML = "";
  });

  it("count down and up in whole steps, never below zero", () => {
    const at = Date.parse("2026-11-24T16:00:00Z");
    expect(secondsUntil("2026-11-24T16:01:05Z", at)).toBe(65);
    expect(secondsUntil("2026-11-24T15:00:00Z", at)).toBe(0);
    expect(minutesSince("2026-11-24T15:57:30Z", at)).toBe(2);
    expect(countdown(65)).toBe("1:05");
  });
});

describe("texts", () => {
  beforeEach(() => vi.resetModules());

  it("come from the page's catalogue, with plurals and values", async () => {
    const { gettext, keyOf, ngettext } = await import("../src/i18n");
    const texts = { [keyOf("Home")]: "Inicio", [keyOf("%(n)d minute")]: ["%(n)d minuto", "%(n)d minutos"] };
    document.body.innerHTML = `<script type="application/json" id="i18n">${JSON.stringify(texts)}</script>`;
    expect(gettext("Home")).toBe("Inicio");
    expect(ngettext("%(n)d minute", "%(n)d minutes", 1)).toBe("1 minuto");
    expect(ngettext("%(n)d minute", "%(n)d minutes", 3)).toBe("3 minutos");
    expect(gettext("Hello %(name)s", { name: "Ana" })).toBe("Hello Ana");
    document.body.innerHTML = "";
  });
});

it("the keys of texts are those that the page is made with", async () => {
  const { keyOf } = await import("../src/i18n");
  expect([keyOf("Your place is kept."), keyOf("Continue on another device…")]).toEqual(["aog9h", "k8nz2"]);
});

it("ids are random UUIDs of version 4", () => {
  expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(newId()).not.toBe(newId());
});

it("no line breaks at the hyphens of a number or folio in a sentence, and nothing else changes", () => {
  const values = { number: "OP-005, AG-017", folio: "MTP-26-7KQ4-9XZ2C", name: "Ana-Lía 10-14" };
  expect(gettext("%(number)s; %(folio)s; %(name)s", values)).toBe(
    "OP\u2011005, AG\u2011017; MTP\u201126\u20117KQ4\u20119XZ2C; Ana-Lía 10-14",
  );
});

it("a text that is counted in one place is said alone in another", () => {
  learnTexts({ [keyOf("Shift")]: ["Mover", "Mover a los %(n)d"] });
  expect([gettext("Shift"), ngettext("Shift", "Shift all %(n)d", 2)]).toEqual(["Mover", "Mover a los 2"]);
});
