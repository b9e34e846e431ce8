// @vitest-environment node
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { MemberOut } from "../../src/protocol";
import { seeded } from "./hostile_relay";
import { type OnTheWay, Page } from "./leaving_pages";

// Calls in storms: what pages say to each other is lost and overtaken, what pages and their workers say to each other
// comes late, people connect anew, load their page anew, leave and come back. Once it is calm, all screens say sealed.

/** In every other call keys of all rounds have the same ids, as one in 512 has by chance. */
const ids = vi.hoisted(() => ({ meet: false }));
vi.mock("../../src/sound");
vi.mock(import("../../src/e2ee/pairwise"), async (original) => {
  const real = await original();
  return { ...real, kidOf: (transcript, ...rest) => real.kidOf(ids.meet ? "AAAA" : transcript, ...rest) };
});

const CALLS = Number(import.meta.env.AUDIENCIA_STORMS ?? 6);
const SEED = Number(import.meta.env.AUDIENCIA_MEDIA_SEED ?? 20261203);
const LOSS = 0.15;
const STORM_STEPS = 100;
/** A page that was late begins again after half a minute, five times. */
const CALM_MS = 240_000;

const realTimeout = globalThis.setTimeout;
const tick = () => new Promise((done) => realTimeout(done, 0));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** A call of two or three, and all that is under way in it: each way in its order, but for what is overtaken. */
class Storm {
  private pages = new Map<string, Page>();
  private readonly ways = new Map<string, (() => unknown)[]>();
  private call = 0;
  private unable = new Set<string>();
  private loss = LOSS;

  constructor(
    private readonly chance: () => number,
    private members: string[],
  ) {}

  async open(): Promise<void> {
    for (const name of this.members) await this.load(name);
  }

  get says(): string[] {
    return this.members.map((name) => (this.pages.get(name) as Page).says);
  }

  private any<T>(of: readonly T[]): T {
    return of[Math.floor(this.chance() * of.length)] as T;
  }

  private later(way: string, work: () => unknown): void {
    this.ways.set(way, [...(this.ways.get(way) ?? []), work]);
  }

  private async load(name: string): Promise<void> {
    const before = this.pages.get(name);
    if (before) before.talk.value = null;
    const page: Page = await Page.open(
      name,
      (from, { call, to, body }) => {
        if (this.pages.get(from) === page) this.relay(call, from, to ?? null, body);
      },
      (way, work) => this.later(`${name} ${way}`, work),
    );
    this.pages.set(name, page);
    this.show(name);
  }

  private relay(call: string, sender: string, to: string | null, body: string): void {
    for (const name of this.members)
      if (name !== sender && (to === null || to === name) && this.chance() >= this.loss)
        this.later(`${sender} says ${name}`, () => this.pages.get(name)?.hear({ call, sender, body }));
  }

  /** The server's view comes to them, as it is now. */
  private show(name: string): void {
    const of = (id: string): MemberOut => ({ id, role: "director", name: "", encrypts: !this.unable.has(id) });
    const talk = { call: `c${this.call}`, me: name, members: this.members.map(of) };
    const page = this.pages.get(name) as Page;
    this.later(`view ${name}`, () => {
      page.talk.value = talk;
    });
  }

  private showAll(): void {
    for (const name of this.members) this.show(name);
  }

  private async send(name: string): Promise<void> {
    const frames = await (this.pages.get(name) as Page).send();
    for (const other of this.members)
      if (other !== name)
        for (const frame of frames) this.later(`${name} shows ${other}`, () => this.take(other, frame));
  }

  private async take(name: string, frame: OnTheWay): Promise<void> {
    await (this.pages.get(name) as Page).takes(frame);
  }

  /** The next of one way; in a storm perhaps one that overtakes. */
  private async giveOut(overtaking = 0): Promise<boolean> {
    const ways = [...this.ways.values()].filter((waiting) => waiting.length > 0);
    if (ways.length === 0) return false;
    const [name, way] = this.any([...this.ways].filter(([, waiting]) => waiting.length > 0));
    const overtakes = / (says|shows) /.test(name) && this.chance() < overtaking;
    await way.splice(overtakes ? Math.floor(this.chance() * way.length) : 0, 1)[0]?.();
    return true;
  }

  private async happen(): Promise<void> {
    const name = this.any(this.members);
    const what = this.any(["connects", "loads", "cannot", "call", "gone"]);
    if (what === "connects") (this.pages.get(name) as Page).connectAnew();
    else if (what === "loads") await this.load(name);
    else if (what === "call") this.call++;
    else if (what === "cannot" && !this.unable.delete(name)) this.unable.add(name);
    else if (what === "gone") {
      (this.pages.get(name) as Page).talk.value = null;
      const { members } = this;
      this.members = members.filter((other) => other !== name);
      this.showAll();
      this.members = members;
    }
    this.showAll();
  }

  async rage(): Promise<void> {
    this.loss = LOSS;
    for (let step = 0; step < STORM_STEPS; step++) {
      const chance = this.chance();
      if (chance < 0.6) await this.giveOut(0.1);
      else if (chance < 0.8) await this.send(this.any(this.members));
      else if (chance < 0.96) await vi.advanceTimersByTimeAsync(this.any([50, 250, 1000]));
      else await this.happen();
      await tick();
    }
  }

  /** Nothing is lost any more. Gives whether all say sealed, and still do a while later. */
  async calm(): Promise<boolean> {
    this.loss = 0;
    this.unable.clear();
    this.showAll();
    for (let passed = 0, sealed = 0; passed < CALM_MS; passed += 250) {
      for (let idle = 0; idle < 5; idle++) {
        await tick();
        if (await this.giveOut()) idle = 0;
      }
      sealed = this.says.every((said) => said === "sealed") ? sealed + 1 : 0;
      if (sealed > 12) return true;
      for (const name of this.members) await this.send(name);
      await vi.advanceTimersByTimeAsync(250);
    }
    return false;
  }
}

it("says sealed on all screens once it is calm, in whatever order things came before", async () => {
  for (let number = 0; number < CALLS; number++) {
    ids.meet = number % 2 === 1;
    const storm = new Storm(seeded(SEED + number), number % 3 === 0 ? ["a", "b", "c"] : ["a", "b"]);
    await storm.open();
    for (let storms = 0; storms < 2; storms++) {
      await storm.rage();
      const sealed = await storm.calm();
      expect(sealed, `${SEED + number}: ${storm.says}`).toBe(true);
    }
  }
}, 0);
