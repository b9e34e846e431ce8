/**
 * The wall of a hall: asks each two seconds what is new and draws it. Once a key was pressed, a new call sounds and is said.
 * Departments that do not fit are shown in pages that change by themselves, unless somebody wants no motion or stops them.
 */

import { pagesOf } from "./hall_pages";
import { sentence, speak } from "./hall_voice";
import { playNotes } from "./sound";

interface Call {
  number: string;
  room: string;
  ringing: boolean;
}

interface Line {
  name: string;
  waiting: number;
  wait: string;
  note: string;
  calls: readonly Call[];
}

/** What `reporting/pages/hall.py` says, in words. */
interface Board {
  state_text: string;
  demo: boolean;
  lines: readonly Line[];
  calling: readonly Call[];
}

const NOTES = [659, 523];
const MISSED = 3;

function find(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(id);
  return found;
}

function make(tag: string, text = "", className = ""): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function pair(tag: string, one: Call, className = ""): HTMLElement {
  const made = make(tag, "", className);
  made.append(make("b", one.number), " ", make("span", one.room));
  return made;
}

/** A cell under the head with this id, whose words stand beside it where the head is not shown. */
function cell(head: string, text: string): HTMLElement {
  const made = make("td", text, "few");
  made.dataset.label = find(head).textContent ?? "";
  return made;
}

function row(line: Line): HTMLElement {
  const made = document.createElement("tr");
  const head = make("th", line.name);
  head.setAttribute("scope", "row");
  if (line.note) head.append(" ", make("small", line.note));
  const calls = document.createElement("td");
  calls.append(...line.calls.map((one) => pair("span", one, "at")));
  made.append(head, calls, cell("waiting", String(line.waiting)), cell("wait", line.wait || "—"));
  return made;
}

const called = (one: Call) => `${one.number} ${one.room}`;
const board = find("board");
const sound = find("sound");
const pages = find("pages");
const table = find("table");
/** Small screens, and whoever wants no motion, have all departments on one page. */
const whole = matchMedia("(prefers-reduced-motion: reduce), (width <= 40rem), (height <= 30rem)");
let known = new Set([...find("calling").children].map((one) => one.textContent?.trim() ?? ""));
let missed = 0;
let loud = false;
let at = 0;
let still = false;

function draw(now: Board): void {
  find("state").textContent = now.state_text;
  if (now.demo) find("practice").hidden = false;
  find("lines").replaceChildren(...now.lines.map(row));
  const fresh = new Set(now.calling.map(called));
  // Screen readers are told of what is new alone, so the list stays as it is while it says the same.
  if (fresh.size !== known.size || [...fresh].some((one) => !known.has(one)))
    find("calling").replaceChildren(...now.calling.map((one) => pair("li", one)));
  find("nobody").hidden = now.calling.length > 0;
  if (loud) tell(now.calling.filter((one) => !known.has(called(one))));
  known = fresh;
  showPage();
}

/** A tone, and each new call in words; the oldest first. */
function tell(calls: readonly Call[]): void {
  if (calls.length === 0) return;
  playNotes(NOTES);
  for (const one of [...calls].reverse()) speak(sentence(sound.dataset.say ?? "", one), document.documentElement.lang);
}

/** Of all departments those of the page that is shown now. */
function showPage(): void {
  document.body.classList.toggle("paged", !whole.matches);
  const rows = [...find("lines").children].filter((one): one is HTMLElement => one instanceof HTMLElement);
  for (const one of rows) one.hidden = false;
  const space = table.clientHeight - find("head").offsetHeight;
  const counts = whole.matches
    ? []
    : pagesOf(
        rows.map((one) => one.getBoundingClientRect().height),
        space,
      );
  pages.hidden = counts.length < 2;
  if (pages.hidden) return;
  at %= counts.length;
  const first = counts.slice(0, at).reduce((sum, count) => sum + count, 0);
  const last = first + (counts[at] ?? 0);
  rows.forEach((one, index) => {
    one.hidden = index < first || index >= last;
  });
  const text = (pages.dataset.text ?? "").replace("{at}", String(at + 1)).replace("{all}", String(counts.length));
  pages.textContent = `${text} · ${(still ? pages.dataset.go : pages.dataset.stop) ?? ""}`;
}

function setLoud(on: boolean): void {
  loud = on;
  sound.setAttribute("aria-pressed", String(on));
  sound.textContent = (on ? sound.dataset.on : sound.dataset.off) ?? "";
  find("press").hidden = true;
  if (on) playNotes(NOTES);
}

async function look(): Promise<void> {
  try {
    const answer = await fetch(board.dataset.address ?? "", { cache: "no-cache" });
    if (!answer.ok) throw new Error(String(answer.status));
    draw((await answer.json()) as Board);
    missed = 0;
  } catch {
    missed += 1;
  }
  find("away").hidden = missed < MISSED;
  setTimeout(() => void look(), Number(board.dataset.look));
}

sound.hidden = false;
sound.addEventListener("click", () => setLoud(!loud));
// Browsers let a page sound only after a key or a press. Keys that lead to a button or are held with others are left to these.
const OTHERS = new Set(["Tab", "Shift", "Control", "Alt", "Meta", "Escape"]);
find("press").hidden = false;
addEventListener("keydown", ({ key, target }) => {
  if (find("press").hidden || OTHERS.has(key) || target instanceof HTMLButtonElement) return;
  setLoud(true);
});
pages.addEventListener("click", () => {
  still = !still;
  showPage();
});
setInterval(() => {
  if (still) return;
  at += 1;
  showPage();
}, Number(board.dataset.turn));
addEventListener("resize", showPage);
showPage();
setTimeout(() => void look(), Number(board.dataset.look));
