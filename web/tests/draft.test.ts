import { afterEach, describe, expect, it } from "vitest";
import { fill, read } from "../src/draft";
import { coarse } from "../src/place";

function form(html: string): HTMLFormElement {
  document.body.innerHTML = `<form>${html}</form>`;
  return document.querySelector("form") as HTMLFormElement;
}

const FIELDS = `
  <input type="hidden" name="csrf" value="token"><input type="hidden" name="submission_id" value="one">
  <input type="checkbox" name="read_notice" value="yes" checked><input type="checkbox" name="consent_attention" value="yes" checked>
  <select name="topic"><option value=""></option><option value="agua/fugas"></option></select>
  <textarea name="matter"></textarea><input name="name"><input type="checkbox" name="anonymous" value="yes">
  <input type="radio" name="behalf" value="self" checked><input type="radio" name="behalf" value="minor">
  <input type="checkbox" name="guardian" value="yes">`;

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
    const draft = {
      fields: [
        ["csrf", "old"],
        ["submission_id", "two"],
        ["topic", "agua/fugas"],
        ["matter", "Una fuga"],
        ["anonymous", "yes"],
        ["behalf", "minor"],
        ["guardian", "yes"],
      ] as [string, string][],
      files: [],
      savedAt: 1,
    };
    const fresh = form(FIELDS.replaceAll(" checked", ""));
    fill(fresh, draft);
    const values = Object.fromEntries(new FormData(fresh));
    expect(values).toEqual({
      csrf: "token",
      submission_id: "two",
      topic: "agua/fugas",
      matter: "Una fuga",
      name: "",
      anonymous: "yes",
      behalf: "minor",
    });
  });
});

it("rounds a point to about ten metres", () => {
  expect(coarse(19.289123456, -99.656789)).toBe("19.2891, -99.6568");
});
