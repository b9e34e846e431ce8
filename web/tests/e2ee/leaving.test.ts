// @vitest-environment node
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { seeded } from "./hostile_relay";
import { isClear, Page } from "./leaving_pages";

// People come into calls of two to six and leave them. Whoever is outside keeps each key that they ever had, gets each frame, and
// may go on as if they were in the call. `make soak-secrecy` makes 1,000 changes.

vi.mock("../../src/sound");

const CHANGES = Number(import.meta.env.AUDIENCIA_SWITCHES ?? 30);
const SEED = Number(import.meta.env.AUDIENCIA_MEDIA_SEED ?? 20261203);
const PEOPLE = [..."abcdefghi"];
const MOST = 6;
/** Then all load their pages anew: a page reveals only so many keys in a row. */
const CHANGES_OF_A_PAGE = 8;
const LOSS = 0.03;

const realTimeout = globalThis.setTimeout;
const tick = () => new Promise((done) => realTimeout(done, 0));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** What the server relays: in the order of each way between two, with losses; those outside hear what is for all, and are heard. */
class Stage {
  pages = new Map<string, Page>();
  members: string[] = [];
  /** Who left and goes on as if they had not. */
  lingering: string[] = [];
  private call = 0;
  private readonly ways = new Map<string, (() => void)[]>();

  constructor(private readonly chance: () => number) {}

  async loadAnew(): Promise<void> {
    for (const page of this.pages.values()) page.talk.value = null;
    this.pages = new Map();
    this.lingering = [];
    this.members = [];
    this.ways.clear();
    this.call++;
    for (const name of PEOPLE)
      this.pages.set(
        name,
        await Page.open(name, (from, { call, to, body }) => this.relay(call, from, to ?? null, body)),
      );
  }

  get outside(): Page[] {
    return [...this.pages.values()].filter(({ name }) => !this.members.includes(name));
  }

  get inside(): Page[] {
    return this.members.map((name) => this.pages.get(name) as Page);
  }

  /** Somebody comes in, or leaves: at times who had the call, which those who stay are handed over from. */
  change(): void {
    const joins = this.members.length < 2 || (this.members.length < MOST && this.chance() < 0.4);
    if (joins) this.join();
    else this.leave();
    this.lingering = this.lingering.filter((name) => !this.members.includes(name));
    for (const page of this.inside) page.meet(`c${this.call}`, this.members);
  }

  private join(): void {
    const free = PEOPLE.filter((name) => !this.members.includes(name));
    this.members.push(free[Math.floor(this.chance() * free.length)] as string);
  }

  private leave(): void {
    const at = Math.floor(this.chance() * this.members.length);
    const [gone = ""] = this.members.splice(at, 1);
    if (at === 0) this.call++;
    if (this.chance() < 0.5) this.lingering.push(gone);
    else (this.pages.get(gone) as Page).talk.value = null;
  }

  private relay(call: string, sender: string, to: string | null, body: string): void {
    for (const name of [...this.members, ...this.lingering]) {
      if (name === sender || (to !== null && to !== name) || this.chance() < LOSS) continue;
      const way = `${sender} ${name}`;
      const waiting = this.ways.get(way) ?? [];
      waiting.push(() => this.pages.get(name)?.hear({ call, sender, body }));
      this.ways.set(way, waiting);
    }
  }

  /** Gives out the next message of one of the ways. */
  private giveOut(): boolean {
    const ways = [...this.ways.values()].filter((waiting) => waiting.length > 0);
    ways[Math.floor(this.chance() * ways.length)]?.shift()?.();
    return ways.length > 0;
  }

  /** Goes on for so many steps, or until it is so; time passes while nothing is under way. */
  async goOn(steps: number, until: () => boolean = () => false): Promise<boolean> {
    for (let step = 0, idle = 0; step < steps; step++) {
      if (until()) return true;
      await tick();
      idle = this.giveOut() ? 0 : idle + 1;
      if (idle > 0 && idle % 10 === 0) await vi.advanceTimersByTimeAsync(250);
    }
    return until();
  }

  async settle(): Promise<void> {
    const agreed = () =>
      this.inside.every((page) => page.isAgreed) && [...this.ways.values()].every((way) => !way.length);
    const done = await this.goOn(20_000, agreed);
    expect(done, String(this.inside.map((page) => page.says))).toBe(true);
  }
}

/** Of frames that leave pages in the call. `open`: somebody outside has a key that opens it. */
class Frames {
  sealed = 0;
  clear = 0;
  open = 0;

  async count(stage: Stage): Promise<void> {
    for (const page of stage.inside)
      for (const frame of await page.send()) {
        if (isClear(frame)) this.clear++;
        else this.sealed++;
        const opened = await Promise.all(stage.outside.map((other) => other.couldOpen(frame)));
        if (opened.includes(true)) this.open++;
        for (const other of stage.inside) if (other !== page) await other.takes(frame);
      }
  }
}

/** Of frames that those outside seal with the keys they have. */
class Forged {
  tried = 0;
  taken = 0;

  async count(stage: Stage): Promise<void> {
    for (const other of stage.outside)
      for (const frame of await other.forge())
        for (const page of stage.inside) {
          this.tried++;
          if (await page.takes(frame)) this.taken++;
        }
  }
}

it("seals nothing under a key of somebody who left, and opens nothing under one", async () => {
  const chance = seeded(SEED);
  const stage = new Stage(chance);
  const [changing, agreed, forged] = [new Frames(), new Frames(), new Forged()];
  let left = 0;
  for (let change = 0; change < CHANGES; change++) {
    if (change % CHANGES_OF_A_PAGE === 0) {
      await stage.loadAnew();
      stage.change();
    }
    const before = stage.members.length;
    stage.change();
    if (stage.members.length < before) left++;
    if (stage.members.length < 2) continue;
    await stage.goOn(Math.floor(chance() * 20));
    await changing.count(stage);
    // The next change comes in the middle of this one.
    if (chance() < 0.3) continue;
    await stage.settle();
    await agreed.count(stage);
    await vi.advanceTimersByTimeAsync(2500);
    await agreed.count(stage);
    await forged.count(stage);
    expect(stage.inside.map((page) => page.says)).toEqual(stage.members.map(() => "sealed"));
  }
  console.log(
    `${CHANGES} changes, ${left} of them somebody left. Frames once those who stay had agreed: ${agreed.sealed}, under a key that left: ` +
      `${agreed.open}, in the clear: ${agreed.clear}. Frames of those outside: ${forged.tried}, opened: ${forged.taken}. ` +
      `While keys changed: ${changing.sealed}, under a key that left: ${changing.open}, in the clear: ${changing.clear}.`,
  );
  expect(agreed).toMatchObject({ open: 0, clear: 0 });
  expect(forged.taken).toBe(0);
  expect(left).toBeGreaterThan(CHANGES / 5);
  expect(forged.tried).toBeGreaterThan(CHANGES);
}, 0);
