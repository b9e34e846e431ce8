/** Help for forms in which people write, and for the acknowledgement of petitions; all work without it. */

import * as drafts from "./draft";
import { type Kept, keeper, mountDraft, sweepLast } from "./form_draft";
import { mountPlace } from "./place";

const PETITION = "petition";
const ASK_MS = 8000;
/** Files may take as long on a slow line; whoever stopped sending them sends them once more after that. */
const FILES_MS = 600_000;

function megabytes(size: number): string {
  return `${Math.max(size / 1024 / 1024, 0.1).toFixed(1)} MB`;
}

/** What was chosen, with sizes: too many or too large is seen before it is sent over a slow network. */
function showFiles(input: HTMLInputElement, list: HTMLElement): void {
  const files = [...(input.files ?? [])];
  const most = Number(input.dataset.most);
  const largest = Number(input.dataset.megabytes) * 1024 * 1024;
  const lines = files.map((file) => {
    const line = document.createElement("li");
    const large = file.size > largest ? `: ${input.dataset.large}` : "";
    line.textContent = `${file.name} (${megabytes(file.size)})${large}`;
    return line;
  });
  if (files.length > most) {
    const line = document.createElement("li");
    line.textContent = input.dataset.many ?? "";
    lines.push(line);
  }
  list.replaceChildren(...lines);
}

/** Whether our server answers now: a form that is sent without one leads to the browser's own page of errors. */
async function isThere(): Promise<boolean> {
  if (!navigator.onLine) return false;
  try {
    const answer = await fetch("/tema.css", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(ASK_MS) });
    return answer.ok;
  } catch {
    return false;
  }
}

async function mountForm(form: HTMLFormElement): Promise<void> {
  const input = form.querySelector<HTMLInputElement>("[data-files]");
  const list = form.querySelector<HTMLElement>("[data-files-chosen]");
  const offline = form.querySelector<HTMLElement>("[data-offline]");
  const sending = form.querySelector<HTMLElement>("[data-sending]");
  const place = form.querySelector<HTMLElement>("[data-place]");
  let kept: Kept | null = null;
  let busy = false;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    if (offline) offline.hidden = true;
    if (sending) sending.textContent = sending.dataset.text ?? "";
    await kept?.keep().catch(() => undefined);
    if (await isThere()) {
      await kept?.keep({ submitted: true }).catch(() => undefined);
      removeEventListener("beforeunload", warn);
      form.submit();
      // Whoever comes back by the browser's button may send it once more: it stays one petition. A second press would begin anew with files.
      window.setTimeout(again, input?.files?.length ? FILES_MS : ASK_MS);
      return;
    }
    again();
    if (offline) {
      offline.hidden = false;
      offline.tabIndex = -1;
      offline.focus();
    }
  });
  const warn = (event: BeforeUnloadEvent) => {
    if (!document.body.hidden && drafts.read(form, Date.now())) event.preventDefault();
  };
  const again = () => {
    busy = false;
    if (sending) sending.textContent = "";
  };
  // The page as the browser kept it, when somebody comes back to it.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    again();
    kept?.cameBack().catch(() => undefined);
  });
  const key = form.dataset.draftKey;
  if (key) {
    try {
      await swept;
      kept = await mountDraft(form, keeper(key), input);
    } catch {
      // This browser keeps nothing; the form goes on without drafts.
    }
  }
  // What is not kept is asked about before it is left.
  const guard = () => kept ?? addEventListener("beforeunload", warn);
  form.addEventListener("input", guard);
  if (document.getElementById("error-summary")) guard();
  if (place) mountPlace(place, () => form.dispatchEvent(new Event("change")));
  if (input && list) {
    const show = () => showFiles(input, list);
    input.addEventListener("change", show);
    show();
  }
}

/** Before a topic is chosen: the way to a petition that was begun. */
async function showBegun(note: HTMLElement): Promise<void> {
  await swept;
  const begun = await drafts.load(PETITION);
  const address = begun && drafts.addressOf(begun);
  const link = note.querySelector("a");
  if (!address || !link) return;
  link.href = address;
  note.hidden = false;
}

// A page of a folio, as the browser kept it, is not shown before the server says that it may be: the folio may have been deleted from
// this device since, and somebody else be here.
addEventListener("pageshow", (event) => {
  if (!event.persisted || !document.querySelector('form[action="/seguimiento/borrar"]')) return;
  document.body.hidden = true;
  location.reload();
});

/** What the forms of this page sent last. */
function sent(): drafts.Sent {
  const found = new Map<string, string[]>();
  for (const { dataset, textContent } of document.querySelectorAll<HTMLElement>("[data-sent]"))
    found.set(dataset.sent ?? "", [...(found.get(dataset.sent ?? "") ?? []), textContent ?? ""]);
  return found;
}

/** The acknowledgement of a petition ends its draft; one that somebody has gone on writing since is another petition's. */
async function sweep(): Promise<void> {
  const [now, sentNow] = [Date.now(), sent()];
  sweepLast(now, sentNow);
  await drafts.sweep(now, sentNow).catch(() => undefined);
  if (document.querySelector('[data-draft-sent="petition"]') && (await drafts.load(PETITION))?.submitted)
    await drafts.save(PETITION, null);
}

const swept = sweep().catch(() => undefined);
const waiting = document.querySelector<HTMLElement>("[data-draft-waiting]");
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-written]")) mountForm(form);
if (waiting) showBegun(waiting).catch(() => undefined);
