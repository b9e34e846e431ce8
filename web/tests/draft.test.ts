import { afterEach, describe, expect, it } from "vitest";
import { addressOf, type Draft, fill, isOver, LASTS_MS, read } from "../src/draft";
import { coarse } from "../src/place";

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
    ["F-1 aclarar", LASTS_MS + 1, null, false],
    ["F-1 aclarar", LASTS_MS + 2, null, true],
    ["petition", LASTS_MS + 2, { folio: "F-2", text: "Otra" }, true],
    ["F-1 aclarar", 1, { folio: "F-1", text: " Una\r\n fuga " }, true],
    ["F-1 aclarar", 1, { folio: "F-1", text: "Otra" }, false],
    ["F-10 aclarar", 1, { folio: "F-1", text: "Una fuga" }, false],
  ])("of %s is over at %i, after %j: %s", (key, now, sent, over) => {
    expect(isOver(key, DRAFT, now, sent)).toBe(over);
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
