import { Agreement, BEGINNING, type Standing } from "../../src/e2ee/agreement";
import { toBase64url } from "../../src/e2ee/bytes";
import { decode, encode, type Message } from "../../src/e2ee/messages";
import { Reveals } from "../../src/e2ee/reveals";

// A server between two members that attacks their agreement, in one of several ways with the details from a seed.

type Way = (relay: Between, from: string, message: Message) => Message[] | null;

/** Small and fast, the same for each seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed + 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

interface Page {
  agreement: Agreement;
  standing: Standing;
  sends: string | null;
  keys: Set<string>;
}

function page(call: string, name: string, say: (to: string | null, body: string) => void): Page {
  const made: Page = {
    standing: BEGINNING,
    sends: null,
    keys: new Set(),
    agreement: new Agreement(
      call,
      name,
      {
        say,
        receive: ({ base }) => void made.keys.add(toBase64url(base)),
        forget: () => undefined,
        retire: () => undefined,
        send: ({ base }) => {
          made.sends = toBase64url(base);
        },
        stands: (standing) => {
          made.standing = standing;
        },
      },
      new Reveals(() => 0),
    ),
  };
  return made;
}

export class Between {
  readonly a = page("call", "a", (_, body) => void this.queue.push(["a", body]));
  readonly b = page("call", "b", (_, body) => void this.queue.push(["b", body]));
  /** Whom the server plays: before a it is b, before b it is a. */
  readonly asB = page("call", "b", (_, body) => void this.forged.push(["a", "b", body]));
  asA = this.playA();
  queue: [string, string][] = [];
  /** What the server does on the side. */
  busy: Promise<void> = Promise.resolve();
  forged: [string, string, string][] = [];
  held: [string, string, string][] = [];
  /** What the same two said in an earlier agreement of the same call. */
  other: Message[] = [];

  constructor(readonly chance: () => number) {}

  private playA(): Page {
    return page("call", "a", (_, body) => void this.forged.push(["b", "a", body]));
  }

  /** Forgets the key that it had as a, for one made after b's was seen. */
  grind(): void {
    this.asA = this.playA();
    this.busy = this.asA.agreement.take(["a", "b"]);
  }

  private async play(from: string, body: string): Promise<void> {
    const { agreement } = from === "a" ? this.asB : this.asA;
    await agreement.take(["a", "b"]);
    await agreement.hear(from, body);
  }

  async deliver(to: string, from: string, body: string): Promise<void> {
    await (to === "a" ? this.a : this.b).agreement.hear(from, body);
  }

  async run(way: Way, steps = 200): Promise<void> {
    for (const one of [this.a, this.b]) await one.agreement.take(["a", "b"]);
    for (let step = 0; step < steps && (this.queue.length || this.forged.length); step++) {
      for (let next = this.forged.shift(); next; next = this.forged.shift()) await this.deliver(...next);
      const [from, body] = this.queue.shift() ?? [];
      if (!from || !body) continue;
      const message = decode(body);
      const said = message && way(this, from, message);
      const to = from === "a" ? "b" : "a";
      for (const one of said ?? []) await this.deliver(to, from, encode(one));
      if (said === null) await this.play(from, body);
      await this.busy;
    }
    for (const next of this.held) await this.deliver(...next);
  }
}

const flip = (relay: Between, text: string) => {
  const at = Math.floor(relay.chance() * (text.length - 1));
  return text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
};

/** One field of one kind of message is another. */
function alter(kind: Message["say"], field: string): Way {
  return (relay, _, message) => {
    if (message.say !== kind) return [message];
    const whole = message as unknown as Record<string, string>;
    return [{ ...whole, [field]: flip(relay, whole[field] ?? "") } as unknown as Message];
  };
}

export const HOW: readonly [string, Way][] = [
  // In the middle with keys of its own, towards both.
  ["swap", () => null],
  // The same, but each side's true commitment goes through, so that only the keys are swapped.
  ["swap_revealed", (_, __, message) => (message.say === "commit" ? [message] : null)],
  ["swap_one_side", (_, from, message) => (from === "a" ? [message] : null)],
  ["alter_commitment", alter("commit", "commitment")],
  ["alter_key", alter("reveal", "publicKey")],
  ["alter_nonce", alter("reveal", "nonce")],
  ["alter_sealed", alter("sealed", "sealed")],
  // What the one said comes back to it as the other's.
  [
    "reflect",
    (relay, from, message) => {
      relay.forged.push([from, from === "a" ? "b" : "a", encode(message)]);
      return [];
    },
  ],
  // Messages of an earlier agreement of the same two, in the same call.
  [
    "replay",
    (relay, _, message) => {
      const old = relay.other.filter((one) => one.say === message.say);
      return [old[Math.floor(relay.chance() * old.length)] ?? message];
    },
  ],
  // In the middle, and with another key for each one that was revealed.
  [
    "grind",
    (relay, from, message) => {
      if (from === "a" || message.say !== "reveal") return null;
      relay.grind();
      return [];
    },
  ],
  ["drop", (relay, _, message) => (relay.chance() < 0.5 ? [message] : [])],
  [
    "reorder",
    (relay, from, message) => {
      if (relay.chance() < 0.5) return [message, message];
      relay.held.push([from === "a" ? "b" : "a", from, encode(message)]);
      return [];
    },
  ],
];

/**
 * One attack; what it did when it was not noticed, else `null`. Noticed: not both sides say that they agreed, or their codes are
 * different ones, or all that came about are the two pages' own keys, of which the server has none.
 */
export async function attack(seed: number): Promise<string | null> {
  const chance = seeded(seed);
  const [name, way] = HOW[seed % HOW.length] as [string, Way];
  const relay = new Between(chance);
  const elsewhere = new Between(chance);
  if (name === "replay") {
    await elsewhere.run((_, __, message) => {
      relay.other.push(message);
      return [message];
    });
  }
  await relay.run(way);
  const { a, b, asA, asB } = relay;
  const agreed = a.standing.phase === "agreed" && b.standing.phase === "agreed";
  if (!agreed || String(a.standing.code) !== String(b.standing.code)) return null;
  const own = a.keys.has(b.sends ?? "") && b.keys.has(a.sends ?? "");
  const known = [a.sends, b.sends].some((key) => key !== null && (asA.keys.has(key) || asB.keys.has(key)));
  return own && !known ? null : `${name} ${seed}`;
}
