import { describe, expect, it } from "vitest";
import { Agreement, BEGINNING } from "../../src/e2ee/agreement";
import { toBase64url } from "../../src/e2ee/bytes";
import { decode } from "../../src/e2ee/messages";
import type { SenderKey } from "../../src/e2ee/pairwise";
import { MOST_REVEALS, Reveals } from "../../src/e2ee/reveals";
import { attack, Between, HOW, seeded } from "./hostile_relay";

/** A page of the call: what its agreement gave it. */
class Side {
  readonly keys = new Map<string, string>();
  sends: string | null = null;
  standing = BEGINNING;
  /** What it said of itself so far. */
  readonly phases: string[] = [];
  /** How often something came that was missing. */
  progressed = 0;
  readonly agreement: Agreement;

  constructor(
    readonly name: string,
    relay: (from: string, to: string | null, body: string) => void,
    call = "call",
  ) {
    this.agreement = new Agreement(
      call,
      name,
      {
        say: (to, body) => relay(name, to, body),
        receive: ({ kid, base }) => void this.keys.set(kid.toString(16), toBase64url(base)),
        forget: (kids) => this.drop(kids),
        retire: (kids) => this.drop(kids),
        send: (key: SenderKey) => {
          this.sends = `${key.kid.toString(16)} ${toBase64url(key.base)}`;
        },
        stands: (standing) => {
          this.standing = standing;
          this.phases.push(standing.phase);
        },
      },
      new Reveals(() => 0),
      () => void this.progressed++,
    );
  }

  private drop(kids: readonly bigint[]): void {
    for (const kid of kids) this.keys.delete(kid.toString(16));
  }

  opens(other: Side): boolean {
    const [kid = "", base = ""] = (other.sends ?? " ").split(" ");
    return base !== "" && this.keys.get(kid) === base;
  }
}

/** Gives each message to whom it is for, in order. */
class Relay {
  readonly sides = new Map<string, Side>();
  readonly said: [string, string | null, string][] = [];
  private waiting: [string, string | null, string][] = [];
  /** What does not come. */
  lose: (to: string, body: string, from: string) => boolean = () => false;

  join(name: string): Side {
    const side = new Side(name, (...message) => void this.waiting.push(message));
    this.sides.set(name, side);
    return side;
  }

  async take(...names: string[]): Promise<void> {
    for (const name of names) await this.sides.get(name)?.agreement.take(names);
    await this.run();
  }

  async run(): Promise<void> {
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      const [from, to, body] = next;
      this.said.push(next);
      for (const [name, side] of this.sides)
        if (name !== from && (to === null || to === name) && !this.lose(name, body, from))
          await side.agreement.hear(from, body);
    }
  }
}

/** A third joins, pages are loaded anew, and one may leave again, while what was said is still on its way. */
async function comingAndGoing(chance: () => number, leaves: boolean): Promise<Side[]> {
  const ways = new Map<string, string[]>();
  const say = (from: string, to: string | null, body: string) => {
    for (const other of ["a", "b", "c"])
      if (other !== from && (!to || to === other)) ways.set(from + other, [...(ways.get(from + other) ?? []), body]);
  };
  const sides = new Map(["a", "b", "c"].map((name) => [name, new Side(name, say)]));
  const anew = (name: string) => void sides.set(name, new Side(name, say));
  const [joins, first, left, second] = [5, 12, 20, 30].map((step) => step + Math.floor(chance() * 8));
  let members = ["a", "b"];
  for (let step = 0; step < 240; step++) {
    if (step === joins) members = ["a", "b", "c"];
    if (step === left && leaves) members = ["a", "b"];
    if (step === first) anew("a");
    if (step === second) anew("b");
    const present = members.map((name) => sides.get(name) as Side);
    for (const side of present) {
      if (chance() < 0.5) await side.agreement.take(members);
      if (step % 40 === 39) await side.agreement.nudge();
    }
    const [way, waiting] = [...ways].filter(([, bodies]) => bodies.length)[Math.floor(chance() * ways.size)] ?? [
      "",
      [],
    ];
    const [from = "", to = ""] = way;
    const body = waiting.shift();
    if (body && members.includes(from) && members.includes(to)) await sides.get(to)?.agreement.hear(from, body);
  }
  return members.map((name) => sides.get(name) as Side);
}

function expectAgreed(...sides: Side[]): void {
  for (const side of sides) {
    expect(side.standing.phase).toBe("agreed");
    expect(side.standing.code).toEqual(sides[0]?.standing.code);
    expect(side.standing.code.length).toBe(4);
    for (const other of sides) if (other !== side) expect(side.opens(other)).toBe(true);
  }
}

describe("an honest server", () => {
  it("leads two to the same code, whoever comes first", async () => {
    const relay = new Relay();
    const [a, b] = [relay.join("a"), relay.join("b")];
    await a.agreement.take(["a", "b"]);
    await relay.run();
    await b.agreement.take(["a", "b"]);
    await relay.run();
    expectAgreed(a, b);
  });

  it("gives who reloads new keys, and another code", async () => {
    const relay = new Relay();
    const a = relay.join("a");
    const before = relay.join("b");
    await relay.take("a", "b");
    expectAgreed(a, before);
    const code = a.standing.code;
    const b = relay.join("b");
    await b.agreement.take(["a", "b"]);
    await relay.run();
    expectAgreed(a, b);
    expect(a.standing.code).not.toEqual(code);
    expect(before.opens(a)).toBe(false);
  });

  it("leads who come, go and load their page anew at any moment to an agreement", async () => {
    for (let seed = 1; seed <= 40; seed++) expectAgreed(...(await comingAndGoing(seeded(seed), seed % 2 === 0)));
  });

  it("lets a third in, and another key be used when one leaves, under the same code", async () => {
    const relay = new Relay();
    const [a, b, c] = [relay.join("a"), relay.join("b"), relay.join("c")];
    await relay.take("a", "b");
    expectAgreed(a, b);
    const before = [a.sends, b.sends].map((key) => key?.split(" ")[1]);
    await relay.take("a", "b", "c");
    expectAgreed(a, b, c);
    for (const base of before) expect([...c.keys.values()]).not.toContain(base);
    const code = a.standing.code;
    relay.sides.delete("c");
    // The one that hears first that c left falls at once, and so does the other, told by its new key.
    await a.agreement.take(["a", "b"]);
    expect(a.phases.at(-1)).toBe("agreeing");
    await relay.run();
    expect([a.phases.at(-1), b.phases.at(-1)]).toEqual(["sealing", "sealing"]);
    await relay.take("a", "b");
    for (const side of [a, b]) await side.agreement.nudge();
    await relay.run();
    expectAgreed(a, b);
    expect(a.standing.code).toEqual(code);
    expect(c.opens(a) || c.opens(b)).toBe(false);
    // Nothing of what the others accept can be made by c.
    for (const side of [a, b]) for (const base of side.keys.values()) expect([...c.keys.values()]).not.toContain(base);
    expect(a.keys.size).toBe(1);
    const again = relay.join("b");
    await again.agreement.take(["a", "b"]);
    await relay.run();
    expectAgreed(a, again);
  });

  it("has six agree with few words, of which none is said twice", async () => {
    const relay = new Relay();
    const names = ["a", "b", "c", "d", "e", "f"];
    const sides = names.map((name) => relay.join(name));
    await relay.take(...names);
    expectAgreed(...sides);
    expect(relay.said.length).toBeLessThanOrEqual(6 * 22);
    const before = relay.said.length;
    for (const side of sides) await side.agreement.nudge();
    await relay.run();
    expect(relay.said.length).toBe(before);
  });

  it("begins one round for several who came while a page was busy", async () => {
    const relay = new Relay();
    const names = ["a", "b", "c", "d"];
    const sides = names.map((name) => relay.join(name));
    const [first] = sides;
    await relay.take("a", "b");
    const before = relay.said.length;
    const taken = [["a", "b", "c"], names].map((members) => first?.agreement.take(members));
    await Promise.all(taken);
    await relay.run();
    const commits = relay.said.slice(before).filter(([from]) => from === "a");
    expect(commits.length).toBe(1);
    await relay.take(...names);
    expectAgreed(...sides);
  });

  it("asks again only those of whom something is missing", async () => {
    const relay = new Relay();
    const [a, b, c] = [relay.join("a"), relay.join("b"), relay.join("c")];
    relay.lose = (to, body, from) => from === "c" && to === "a" && decode(body)?.say === "sealed";
    await relay.take("a", "b", "c");
    expect(a.standing.phase).toBe("agreeing");
    relay.lose = () => false;
    const before = relay.said.length;
    await a.agreement.nudge();
    await relay.run();
    const said = relay.said.slice(before);
    const asked = said.slice(
      0,
      said.findIndex(([from]) => from !== "a"),
    );
    expect(asked.map(([, to, body]) => [to, decode(body)?.say])).toEqual([
      [null, "commit"],
      [null, "reveal"],
      ["c", "sealed"],
    ]);
    for (const side of [b, c]) await side.agreement.nudge();
    await relay.run();
    for (const side of [a, b, c]) await side.agreement.nudge();
    await relay.run();
    expectAgreed(a, b, c);
  });

  it("commits itself again until all have agreed, so that who gave up on it may begin anew", async () => {
    const relay = new Relay();
    const [a, before] = [relay.join("a"), relay.join("b")];
    relay.lose = (to, body) => to === "b" && decode(body)?.say === "sealed";
    await relay.take("a", "b");
    expect([a.standing.phase, before.standing.phase]).toEqual(["agreeing", "agreeing"]);
    relay.lose = () => false;
    const b = relay.join("b");
    const first = relay.said.length;
    await a.agreement.nudge();
    await relay.run();
    expect(relay.said.slice(first).map(([from, , body]) => from + decode(body)?.say)).toContain("acommit");
    await b.agreement.take(["a", "b"]);
    await relay.run();
    expectAgreed(a, b);
  });

  it("tells of progress while something new comes, and of none while all is said again", async () => {
    const relay = new Relay();
    const [a, b] = [relay.join("a"), relay.join("b")];
    relay.lose = (to, body) => to === "b" && decode(body)?.say === "reveal";
    await relay.take("a", "b");
    const before = [a.progressed, b.progressed];
    expect(before.every((times) => times > 0)).toBe(true);
    for (let turn = 0; turn < 3; turn++) {
      for (const side of [a, b]) await side.agreement.nudge();
      await relay.run();
    }
    expect([a.progressed, b.progressed]).toEqual(before);
    relay.lose = () => false;
    for (const side of [a, b]) await side.agreement.nudge();
    await relay.run();
    expectAgreed(a, b);
    expect(b.progressed).toBeGreaterThan(before[1] ?? 0);
  });

  it("loses nothing for good: what was not answered is said again", async () => {
    for (let lost = 0; lost < 12; lost++) {
      const relay = new Relay();
      const queue: [Side, string, string][] = [];
      let said = 0;
      const to = (name: string) => [...relay.sides.values()].filter((side) => side.name !== name);
      for (const name of ["a", "b"])
        relay.sides.set(
          name,
          new Side(name, (from, _, body) => {
            if (said++ !== lost) for (const side of to(from)) queue.push([side, from, body]);
          }),
        );
      const sides = [...relay.sides.values()];
      for (const side of sides) await side.agreement.take(["a", "b"]);
      for (let round = 0; round < 4; round++) {
        for (let next = queue.shift(); next; next = queue.shift()) await next[0].agreement.hear(next[1], next[2]);
        for (const side of sides) await side.agreement.nudge();
      }
      expectAgreed(...sides);
    }
  });
});

describe("a hostile server", () => {
  it("never gets the same words on both pages with keys that it has, in 1,000 attacks", async () => {
    const found = await Promise.all(Array.from({ length: 1000 }, (_, seed) => attack(seed)));
    const missed = found.filter((one) => one !== null);
    expect(missed).toEqual([]);
    expect(HOW.length).toBeGreaterThan(7);
  });

  it("that plays again what was said before somebody left has no former key taken", async () => {
    const relay = new Relay();
    const [a, b, c] = [relay.join("a"), relay.join("b"), relay.join("c")];
    await relay.take("a", "b", "c");
    expectAgreed(a, b, c);
    const before = relay.said.filter(([from, to]) => from === "b" && to !== "c");
    relay.sides.delete("c");
    await relay.take("a", "b");
    expectAgreed(a, b);
    const keys = [...a.keys];
    for (const [from, , body] of before) await a.agreement.hear(from, body);
    expect([...a.keys]).toEqual(keys);
    expectAgreed(a, b);
  });

  it("that swaps both keys leaves both agreed, with different words", async () => {
    const relay = new Between(() => 0);
    await relay.run(() => null);
    expect([relay.a.standing.phase, relay.b.standing.phase]).toEqual(["agreed", "agreed"]);
    expect(relay.a.standing.code).not.toEqual(relay.b.standing.code);
  });

  it("cannot begin anew until the codes match", async () => {
    const revealed = new Set<string>();
    let other: Side | null = null;
    const victim = new Side("a", (_, __, body) => {
      const message = decode(body);
      if (message?.say === "reveal") revealed.add(message.publicKey);
      void other?.agreement.hear("a", body);
    });
    await victim.agreement.take(["a", "b"]);
    for (let turn = 0; turn < 40; turn++) {
      other = new Side("b", (_, __, body) => void victim.agreement.hear("b", body));
      await other.agreement.take(["a", "b"]);
      await victim.agreement.nudge();
    }
    expect(victim.standing.phase).toBe("exhausted");
    expect(revealed.size).toBe(MOST_REVEALS);
  });

  it("has one more try every half minute, whatever it calls the call", () => {
    let now = 0;
    const reveals = new Reveals(() => now);
    const tries = (until: number) => {
      let count = 0;
      for (; now < until; now += 1000) if (reveals.take()) count++;
      return count;
    };
    expect(tries(3_600_000)).toBe(MOST_REVEALS + 119);
  });
});
