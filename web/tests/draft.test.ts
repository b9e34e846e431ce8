import { afterEach, describe, expect, it, vi } from "vitest";
import { addressOf, type Draft, fill, isOver, LASTS_MS, overAmong, read } from "../src/draft";
import { mountDraft, sweepLast } from "../src/form_draft";
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

  it("leaves what somebody has filled in since the page is there", () => {
    const fresh = form(FIELDS.replaceAll(" checked", ""));
    (fresh.elements.namedItem("matter") as HTMLTextAreaElement).value = "Un bache";
    (fresh.querySelector('[value="self"]') as HTMLInputElement).checked = true;
    fill(fresh, DRAFT);
    expect(Object.fromEntries(new FormData(fresh))).toMatchObject({
      matter: "Un bache",
      behalf: "self",
      anonymous: "yes",
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

  it("of an earlier version, without texts, is over by its age alone", () => {
    const { texts: _, ...earlier } = DRAFT;
    expect(isOver("petition", earlier, 1, new Map([["petition", ["Una fuga"]]]))).toBe(false);
    expect(isOver("petition", earlier, LASTS_MS + 2, new Map())).toBe(true);
  });

  it("that cannot be read keeps none of the others", () => {
    const stored: [string, Draft][] = [
      ["F-1 datos", null as unknown as Draft],
      ["F-1 aclarar", DRAFT],
      ["F-2 aclarar", DRAFT],
    ];
    expect(overAmong(stored, 1, new Map([["F-1", ["Una fuga"]]]))).toEqual(["F-1 datos", "F-1 aclarar"]);
  });

  it("knows the form that it belongs to", () => {
    expect(addressOf(DRAFT)).toBe("/peticiones/nueva?area=agua&tema=fugas");
    for (const topic of ["", "agua", "agua/", "/fugas"])
      expect(addressOf({ ...DRAFT, fields: [["topic", topic]] })).toBeUndefined();
    expect(addressOf({ ...DRAFT, fields: [] })).toBeUndefined();
  });
});

it("what was written last in a tab is deleted once it was sent", () => {
  sessionStorage.setItem("audiencia:last F-1 aclarar", JSON.stringify(DRAFT));
  sessionStorage.setItem("audiencia:last F-2 aclarar", JSON.stringify(DRAFT));
  sweepLast(1, new Map([["F-1", ["Una fuga"]]]));
  expect(Object.keys(sessionStorage)).toEqual(["audiencia:last F-2 aclarar"]);
  sweepLast(LASTS_MS + 2, new Map());
  expect(sessionStorage.length).toBe(0);
});

it("what cannot be read of a tab is deleted, and keeps nothing else", () => {
  sessionStorage.setItem("audiencia:last F-1 aclarar", "{");
  sessionStorage.setItem("audiencia:last F-2 aclarar", JSON.stringify(DRAFT));
  sweepLast(1, new Map());
  expect(Object.keys(sessionStorage)).toEqual(["audiencia:last F-2 aclarar"]);
  sessionStorage.clear();
});

describe("a form whose draft comes late", () => {
  const mount = async (files: File[]) => {
    document.body.innerHTML =
      '<form data-draft="fresh"><textarea name="matter"></textarea><input type="file" name="files" multiple></form>';
    const form = document.querySelector("form") as HTMLFormElement;
    const input = form.querySelector("input") as HTMLInputElement;
    const save = vi.fn(async () => undefined);
    const load = async () => {
      (form.elements.namedItem("matter") as HTMLTextAreaElement).value = "Un bache";
      Object.defineProperty(input, "files", { value: files, writable: true });
      return { ...DRAFT, files: [new File(["a"], "vieja.jpg")] };
    };
    await mountDraft(form, { load, save, saveAtOnce: () => undefined }, input);
    return { input, save };
  };

  it("keeps what was typed meanwhile", async () => {
    vi.useFakeTimers();
    const { save } = await mount([new File(["b"], "nueva.jpg")]);
    await vi.runAllTimersAsync();
    vi.useRealTimers();
    expect(save).toHaveBeenCalledWith(expect.objectContaining({ texts: ["Un bache"] }));
  });

  it("keeps nothing of what the page came with", async () => {
    vi.useFakeTimers();
    document.body.innerHTML = '<form data-draft="fresh"><textarea name="matter">Una fuga</textarea></form>';
    const save = vi.fn(async () => undefined);
    const form = document.querySelector("form") as HTMLFormElement;
    await mountDraft(form, { load: async () => null, save, saveAtOnce: () => undefined }, null);
    await vi.runAllTimersAsync();
    vi.useRealTimers();
    expect(save).not.toHaveBeenCalled();
  });

  it("leaves the files that were chosen meanwhile", async () => {
    const { input } = await mount([new File(["b"], "nueva.jpg")]);
    expect([...(input.files ?? [])].map((file) => file.name)).toEqual(["nueva.jpg"]);
  });
});

it("keeps at once what is still being stored as the page is left", async () => {
  vi.useFakeTimers();
  document.body.innerHTML = '<form data-draft="fresh"><textarea name="matter"></textarea></form>';
  const form = document.querySelector("form") as HTMLFormElement;
  let stored = () => {};
  const save = () => new Promise<void>((resolve) => (stored = resolve));
  const saveAtOnce = vi.fn();
  await mountDraft(form, { load: async () => null, save, saveAtOnce }, null);
  (form.elements.namedItem("matter") as HTMLTextAreaElement).value = "Un bache";
  form.dispatchEvent(new Event("input"));
  await vi.runAllTimersAsync();
  dispatchEvent(new Event("pagehide"));
  expect(saveAtOnce).toHaveBeenCalledWith(expect.objectContaining({ texts: ["Un bache"] }));
  stored();
  await vi.runAllTimersAsync();
  vi.useRealTimers();
  dispatchEvent(new Event("pagehide"));
  expect(saveAtOnce).toHaveBeenCalledOnce();
});

it("a form says last that its draft is kept", async () => {
  const said = () => form.querySelector<HTMLElement>("[data-draft-said]")?.hidden;
  document.body.innerHTML =
    '<form data-draft="fresh"><textarea name="matter"></textarea><p data-draft-said hidden></p></form>';
  const form = document.querySelector("form") as HTMLFormElement;
  const seen: unknown[] = [];
  const listen = vi.spyOn(form, "addEventListener").mockImplementation(() => void seen.push(said()));
  await mountDraft(form, { load: async () => DRAFT, save: async () => undefined, saveAtOnce: () => undefined }, null);
  expect(listen).toHaveBeenCalled();
  expect(seen).not.toContain(false);
  expect(said()).toBe(false);
  expect(form.querySelector("textarea")?.value).toBe("Una fuga");
});

const FOUND = `<form data-draft="fresh"><textarea name="matter"></textarea>
  <p data-draft-found hidden><button type="button" data-draft-delete>Delete</button></p></form>`;

it("a draft that came back can be deleted once that is said", async () => {
  document.body.innerHTML = FOUND;
  const form = document.querySelector("form") as HTMLFormElement;
  const note = form.querySelector("p") as HTMLElement;
  const hidden: unknown[] = [];
  vi.spyOn(form.querySelector("button") as HTMLElement, "addEventListener").mockImplementation(
    () => void hidden.push(note.hidden),
  );
  await mountDraft(form, { load: async () => DRAFT, save: async () => undefined, saveAtOnce: () => undefined }, null);
  expect(hidden).toEqual([true]);
  expect(note.hidden).toBe(false);
});

it("a draft that was being sent can be deleted where nothing more can be stored", async () => {
  document.body.innerHTML = FOUND;
  const form = document.querySelector("form") as HTMLFormElement;
  const replace = vi.spyOn(location, "replace").mockImplementation(() => undefined);
  const save = vi.fn(async (draft: Draft | null) => {
    if (draft) throw new Error("full");
  });
  const load = async () => ({ ...DRAFT, submitted: true });
  await expect(mountDraft(form, { load, save, saveAtOnce: () => undefined }, null)).rejects.toThrow("full");
  expect(form.querySelector("textarea")?.value).toBe("Una fuga");
  expect(form.querySelector("p")?.hidden).toBe(false);
  form.querySelector("button")?.click();
  await vi.waitFor(() => expect(replace).toHaveBeenCalled(), { timeout: 20_000 });
  expect(save).toHaveBeenLastCalledWith(null);
  expect(form.querySelector("textarea")?.value).toBe("");
});

it("keeps nothing more of a form whose draft could not be stored", async () => {
  document.body.innerHTML = FOUND;
  const form = document.querySelector("form") as HTMLFormElement;
  const save = vi.fn(async () => {
    throw new Error("full");
  });
  const saveAtOnce = vi.fn();
  const load = async () => ({ ...DRAFT, submitted: true });
  await expect(mountDraft(form, { load, save, saveAtOnce }, null)).rejects.toThrow("full");
  (form.elements.namedItem("matter") as HTMLTextAreaElement).value = "Un bache";
  form.dispatchEvent(new Event("input"));
  dispatchEvent(new Event("pagehide"));
  expect(saveAtOnce).not.toHaveBeenCalled();
  expect(save).toHaveBeenCalledOnce();
});

it("rounds a point to about ten metres", () => {
  expect(coarse(19.289123456, -99.656789)).toBe("19.2891, -99.6568");
});

describe("the draft of a tab", () => {
  const fields = DRAFT.fields.filter(([name]) => name !== "submission_id");
  const draft = { ...DRAFT, fields, savedAt: Date.now() };
  const showNumber = async () => {
    document.body.innerHTML = '<div data-draft-sent="tab"></div>';
    vi.resetModules();
    await import("../src/site");
  };

  it("lives until its form led to a number", async () => {
    await tabDraft.save(draft);
    expect(await tabDraft.load()).toEqual(draft);
    await tabDraft.save({ ...draft, submitted: true });
    expect((await tabDraft.load())?.submitted).toBe(true);
    await showNumber();
    expect(await tabDraft.load()).toBeNull();
  });

  it("is the same submission in the form that it is of, and not in another one", async () => {
    const whole = { ...draft, fields: DRAFT.fields };
    await tabDraft.save({ ...whole, submitted: true });
    expect(await tabDraft.load()).toEqual({ ...whole, submitted: true });
    history.pushState(null, "", "/otra");
    expect(await tabDraft.load()).toEqual({ ...draft, submitted: true });
    history.back();
  });

  it("stays when somebody looks at a number while they write for somebody else", async () => {
    await tabDraft.save(draft);
    await showNumber();
    expect(await tabDraft.load()).toEqual(draft);
  });

  it("is not that of long ago", async () => {
    await tabDraft.save({ ...draft, savedAt: Date.now() - LASTS_MS - 1 });
    expect(await tabDraft.load()).toBeNull();
    await tabDraft.save(null);
  });
});
