import { afterEach, describe, expect, it } from "vitest";
import { addressOf, type Draft, fill, isOver, LASTS_MS, read } from "../src/draft";
import { keepNumber } from "../src/islands/citizen/keep_number";
import { coarse } from "../src/place";
import * as tabDraft from "../src/tab_draft";

function form(html: string): HTMLFormElement {
  document.body.innerHTML = `<form>${html}</form>`;
  return document.querySelector("form") as HTMLFormElement;
}

const FIELDS = `
  <input type="hidden" name="csrf" value="token"><input type="hidden" name="submission_id" value="one">
  <input type="checkbox" name="read_notice" value="yes" checked><input type="checkbox" name="consent_attention" value="yes" checked>
  <input type="hidden" name="topic" value="agua/drenaje">
  <textarea name="matter"></textarea><input name="name"><input type="checkbox" name="anonymous" value="yes">
  <input type="radio" name="behalf" value="self" checked><input type="radio" name="behalf" value="minor">
  <input type="checkbox" name="guardian" value="yes">`;

const DRAFT: Draft = {
  fields: [
    ["csrf", "old"],
    ["submission_id", "two"],
    ["topic", "agua/fugas"],
    ["matter", "Una fuga"],
    ["anonymous", "yes"],
    ["behalf", "minor"],
    ["guardian", "yes"],
  ],
  texts: ["Una fuga"],
  files: [],
  savedAt: 1,
};

afterEach(() => {
  document.body.innerHTML = "";
});

describe("a draft", () => {
  it("is nothing while nobody wrote anything", () => {
    expect(read(form(FIELDS), 1)).toBeNull();
  });

  it("keeps what was written, and neither tokens nor consents", () => {
    const written = form(FIELDS);
    (written.elements.namedItem("matter") as HTMLTextAreaElement).value = "Una fuga";
    expect(read(written, 7)?.texts).toEqual(["Una fuga"]);
    const names = read(written, 7)?.fields.map(([name]) => name);
    expect(names).toContain("submission_id");
    expect(names).toContain("matter");
    for (const never of ["csrf", "read_notice", "consent_attention", "guardian"]) expect(names).not.toContain(never);
  });

  it("comes back as it was, and decides nothing for anybody", () => {
    const fresh = form(FIELDS.replaceAll(" checked", ""));
    fill(fresh, DRAFT);
    const values = Object.fromEntries(new FormData(fresh));
    expect(values).toEqual({
      csrf: "token",
      submission_id: "two",
      topic: "agua/drenaje",
      matter: "Una fuga",
      name: "",
      anonymous: "yes",
      behalf: "minor",
    });
  });

  it("ticks each box of several under one name, and leaves radio buttons that it knows nothing of", () => {
    const fresh = form(
      ["captions", "sign", "ramp"].map((one) => `<input type="checkbox" name="adjustment" value="${one}">`).join("") +
        '<input type="radio" name="starts_at" value="10" checked><input type="radio" name="starts_at" value="11">',
    );
    fill(fresh, {
      ...DRAFT,
      fields: [
        ["adjustment", "captions"],
        ["adjustment", "ramp"],
      ],
    });
    expect(new FormData(fresh).getAll("adjustment")).toEqual(["captions", "ramp"]);
    expect(new FormData(fresh).get("starts_at")).toBe("10");
  });

  it("opens what it filled in, and leaves folded what it did not", () => {
    const fold = (name: string, fields: string) => `<details id="${name}"><summary></summary>${fields}</details>`;
    const fresh = form(
      fold("where", '<input name="colonia">') +
        fold(
          "answer",
          '<input type="radio" name="answer_by" value="page" checked><input type="radio" name="answer_by" value="counter">',
        ) +
        fold("relation", '<select name="relation"><option value=""></option><option value="mother"></option></select>'),
    );
    const open = () => [...fresh.querySelectorAll("details")].filter((one) => one.open).map((one) => one.id);
    fill(fresh, { ...DRAFT, fields: [["answer_by", "page"]] });
    expect(open()).toEqual([]);
    fill(fresh, {
      ...DRAFT,
      fields: [
        ["answer_by", "counter"],
        ["colonia", "Centro"],
      ],
    });
    expect(open()).toEqual(["where", "answer"]);
    fill(fresh, { ...DRAFT, fields: [["relation", "mother"]] });
    expect(open()).toEqual(["where", "answer", "relation"]);
  });

  it.each([
    ["F-1 aclarar", LASTS_MS + 1, {}, false],
    ["F-1 aclarar", LASTS_MS + 2, {}, true],
    ["petition", LASTS_MS + 2, { "F-2": ["Otra"] }, true],
    ["F-1 aclarar", 1, { "F-1": [" Una\r\n fuga "] }, true],
    ["F-1 aclarar", 1, { "F-1": ["Otra"] }, false],
    ["F-10 aclarar", 1, { "F-1": ["Una fuga"] }, false],
    ["F-1 datos", 1, { "F-1 datos": ["Su madre", "Una fuga"] }, true],
    ["F-1 datos 7", 1, { "F-1 datos 8": ["Una fuga"] }, false],
  ])("of %s is over at %i, after %j: %s", (key, now, sent, over) => {
    expect(isOver(key, DRAFT, now, new Map(Object.entries(sent)))).toBe(over);
  });

  it("is not over while a part of it was not sent", () => {
    const longer = { ...DRAFT, texts: ["Su madre", "Otra fuga"] };
    expect(isOver("F-1 datos", longer, 1, new Map([["F-1 datos", ["Su madre", "Una fuga"]]]))).toBe(false);
  });

  it("knows the form that it belongs to", () => {
    expect(addressOf(DRAFT)).toBe("/peticiones/nueva?area=agua&tema=fugas");
    for (const topic of ["", "agua", "agua/", "/fugas"])
      expect(addressOf({ ...DRAFT, fields: [["topic", topic]] })).toBeUndefined();
    expect(addressOf({ ...DRAFT, fields: [] })).toBeUndefined();
  });
});

it("rounds a point to about ten metres", () => {
  expect(coarse(19.289123456, -99.656789)).toBe("19.2891, -99.6568");
});

describe("the draft of a tab", () => {
  const draft = { ...DRAFT, savedAt: Date.now() };

  it("lives until its form led to a number", async () => {
    await tabDraft.save(draft);
    expect(await tabDraft.load()).toEqual(draft);
    await tabDraft.save({ ...draft, submitted: true });
    expect((await tabDraft.load())?.submitted).toBe(true);
    keepNumber({ number: "OP-001", folio: "F-1" });
    expect(await tabDraft.load()).toBeNull();
  });

  it("stays when somebody looks at a number while they write for somebody else", async () => {
    await tabDraft.save(draft);
    keepNumber({ number: "OP-001", folio: "F-1" });
    expect(await tabDraft.load()).toEqual(draft);
  });

  it("is not that of long ago", async () => {
    await tabDraft.save({ ...draft, savedAt: Date.now() - LASTS_MS - 1 });
    expect(await tabDraft.load()).toBeNull();
    await tabDraft.save(null);
  });
});
