/** The wall of a hall: asks each two seconds what is new, draws it, and sounds a tone for a new call where that was turned on. */

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
let known = new Set([...find("calling").children].map((one) => one.textContent?.trim() ?? ""));
let missed = 0;
let loud = false;

function draw(now: Board): void {
  find("state").textContent = now.state_text;
  if (now.demo) find("practice").hidden = false;
  find("lines").replaceChildren(...now.lines.map(row));
  const fresh = new Set(now.calling.map(called));
  // Screen readers are told of what is new alone, so the list stays as it is while it says the same.
  if (fresh.size !== known.size || [...fresh].some((one) => !known.has(one)))
    find("calling").replaceChildren(...now.calling.map((one) => pair("li", one)));
  find("nobody").hidden = now.calling.length > 0;
  if (loud && [...fresh].some((one) => !known.has(one))) playNotes(NOTES);
  known = fresh;
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
sound.addEventListener("click", () => {
  loud = !loud;
  sound.setAttribute("aria-pressed", String(loud));
  sound.textContent = (loud ? sound.dataset.on : sound.dataset.off) ?? "";
  if (loud) playNotes(NOTES);
});
setTimeout(() => void look(), Number(board.dataset.look));
