import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { spoken } from "../../src/announce";
import { lastShown, sealed, unseen } from "../../src/chat";
import { random } from "../../src/e2ee/bytes";
import { decode, encode, type Message } from "../../src/e2ee/messages";
import { Words } from "../../src/e2ee/words";
import type { ChatOut, MemberOut, TalkOut } from "../../src/protocol";
import { AGAIN_MS, TYPING_MS } from "../../src/typing";
import { seeded } from "./hostile_relay";

vi.mock("../../src/sound");

const NAMES = ["a", "b", "c"];
const ROLES: Readonly<Record<string, MemberOut["role"]>> = { a: "citizen", c: "second" };

/** Who is in the call; a is its citizen, c the second director. */
const talk = (me: string, ids: readonly string[], call = "call"): TalkOut => ({
  call,
  me,
  members: ids.map((id) => ({ id, role: ROLES[id] ?? "director", name: id, encrypts: true })),
});

/** Pages of one call: what one says waits until `run`, which gives it to all others. All pages of a test show in one list. */
class Call {
  readonly pages = new Map(NAMES.map((name) => [name, this.page(name)]));
  waiting: [string, string][] = [];
  readonly said: [string, string][] = [];
  private generation = 0;

  private page(name: string): Words {
    return new Words(
      ({ body }) => void this.waiting.push([name, body]),
      () => 7,
    );
  }

  of(name: string): Words {
    return this.pages.get(name) as Words;
  }

  /** New keys for those who are there, as after an agreement. */
  async agree(...names: string[]): Promise<void> {
    for (const name of names) {
      this.of(name).begin();
      this.of(name).take(talk(name, names));
    }
    await this.renew(...names);
  }

  /** Each gets another key beside the former one, as when a round begins anew. */
  async renew(...names: string[]): Promise<void> {
    for (const [place, name] of names.entries()) {
      const key = { kid: BigInt(0x8000 | (this.generation << 3) | place), base: random(16) };
      this.of(name).send("call", name, key);
      for (const other of names) if (other !== name) this.of(other).receive("call", name, key);
    }
    this.generation++;
    for (const name of names) this.of(name).stand(true);
    await this.settled();
  }

  async settled(): Promise<void> {
    const all = () => [...this.pages.values()].map((page) => page.idle);
    let before: Promise<void>[] = [];
    while (all().some((one, at) => one !== before[at])) {
      before = all();
      await Promise.all(before);
    }
  }

  async run(hand: (from: string, body: string) => readonly [string, string][] = (...one) => [one]): Promise<void> {
    await this.settled();
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      this.said.push(next);
      for (const [from, body] of hand(...next))
        for (const name of NAMES) if (name !== from) this.of(name).hear(from, body);
      await this.settled();
    }
  }
}

/** The server has nothing of it. */
const CHAT: ChatOut = { channel: "call", messages: [], may_write: true };

const shown = () => sealed.value.map(({ text, name, mine }) => `${mine ? "me" : name}: ${text}`);

beforeEach(() => {
  sealed.value = [];
});

describe("what is written in a call", () => {
  it("comes to all others, each once and in order, and the server reads nothing of it", async () => {
    const call = new Call();
    await call.agree("a", "b");
    const sent = ["¡Hola!", "¿Me lee?", "x".repeat(500)].map((text) => call.of("a").write(text));
    await call.run();
    expect(await Promise.all(sent)).toEqual(["sent", "sent", "sent"]);
    // Of both pages: b shows it, then a once b answered.
    expect(shown().slice(0, 4)).toEqual(["a: ¡Hola!", "me: ¡Hola!", "a: ¿Me lee?", "me: ¿Me lee?"]);
    for (const [, body] of call.said) {
      expect(body.length).toBeLessThan(2048);
      // Random bytes in base64 contain three given letters now and then, but never "!" or a space.
      expect(atob(body.replaceAll("-", "+").replaceAll("_", "/"))).not.toMatch(/Hola!|Me lee|x{20}/);
    }
    expect(sealed.value.every(({ id }, at, all) => id > (all[at - 1]?.id ?? 7) && id < 8)).toBe(true);
    // A nonce that was used twice would give the key away.
    const nonces = call.said.map(([, body]) => decode(body) as Message & { say: "words" });
    expect(new Set(nonces.map(({ kid, counter }) => `${kid} ${counter}`)).size).toBe(call.said.length);
  });

  describe("while it is typed", () => {
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    });
    afterEach(() => vi.useRealTimers());

    const type = async (call: Call, ...texts: string[]) => {
      for (const text of texts) call.of("a").typing.write(text);
      vi.advanceTimersByTime(TYPING_MS);
      await call.run();
    };
    const read = (call: Call, name = "b") => [...call.of(name).typing.theirs.value];

    it("is read within half a second, under keys, and gone once it is sent", async () => {
      const call = new Call();
      await call.agree("a", "b");
      await type(call, "N", "No", "No oigo");
      expect([read(call), call.said.length]).toEqual([[["a", "No oigo"]], 1]);
      void call.of("a").write("No oigo bien");
      await call.run();
      expect(read(call)).toEqual([]);
      await type(call, "Y");
      await type(call, "");
      expect(read(call)).toEqual([]);
    });

    it("is said three times, since nobody answers", async () => {
      const call = new Call();
      await call.agree("a", "b");
      call.of("a").typing.write("No oigo");
      vi.advanceTimersByTime(TYPING_MS + AGAIN_MS);
      await call.run(() => []);
      const said = call.said.length;
      vi.advanceTimersByTime(AGAIN_MS);
      await call.run();
      expect([said, read(call)]).toEqual([2, [["a", "No oigo"]]]);
      vi.advanceTimersByTime(2 * AGAIN_MS);
      await call.run();
      expect(call.said.length).toBe(3);
    });

    it("is read by nobody who comes, before more is typed, and goes nowhere without keys", async () => {
      const call = new Call();
      await call.agree("a", "b");
      await type(call, "No");
      await call.agree("a", "b", "c");
      vi.advanceTimersByTime(AGAIN_MS);
      await call.run();
      expect([read(call), read(call, "c")]).toEqual([[], []]);
      call.of("a").close();
      call.of("a").stand(false);
      await type(call, "No oigo");
      expect([read(call), read(call, "c")]).toEqual([[], []]);
    });
  });

  it("is new in the next call too, however much was read in the one before", async () => {
    const call = new Call();
    await call.agree("a", "b");
    for (const text of ["one", "two"]) void call.of("a").write(text);
    await call.run();
    const seen = lastShown(CHAT);
    // As `Secrecy` does when another call begins.
    sealed.value = [];
    await call.agree("a", "b");
    void call.of("b").write("three");
    await call.run();
    expect(unseen(CHAT, seen).map(({ text }) => text)).toEqual(["three"]);
  });

  it("tells nothing of the length of a short text", async () => {
    const call = new Call();
    await call.agree("a", "b");
    for (const text of ["sí", "Vivo en la calle de la Rosa, frente al pozo"]) void call.of("a").write(text);
    await call.run();
    const sizes = call.said.filter(([from]) => from === "a").map(([, body]) => body.length);
    expect(new Set(sizes).size).toBe(1);
  });

  it("is said again until all answered, and comes back to who wrote it when nobody does", async () => {
    const call = new Call();
    await call.agree("a", "b");
    const [first, second] = [call.of("a").write("once"), call.of("a").write("never")];
    let lost = 3;
    const lossy = (from: string, body: string): [string, string][] => (lost-- > 0 ? [] : [[from, body]]);
    for (let turn = 0; turn < 5; turn++) {
      await call.run(lossy);
      call.of("a").nudge();
    }
    expect(await first).toBe("sent");
    expect(shown().filter((one) => one === "a: once")).toHaveLength(1);
    call.of("a").nudge();
    await call.run();
    expect(await second).toBe("sent");
    const third = call.of("a").write("nobody");
    for (let turn = 0; turn < 12; turn++) {
      call.of("a").nudge();
      await call.run(() => []);
    }
    expect(await third).toBe("lost");
  });

  it("stands once where it came and was sent again for a lost answer, unless somebody wrote meanwhile", async () => {
    const call = new Call();
    await call.agree("a", "b");
    const unanswered = async (text: string) => {
      const sent = call.of("a").write(text);
      for (let turn = 0; turn < 12; turn++) {
        await call.run((...one) => (one[0] === "a" ? [one] : []));
        call.of("a").nudge();
      }
      return sent;
    };
    expect([await unanswered("yes"), await unanswered("yes")]).toEqual(["lost", "lost"]);
    void call.of("a").write("yes");
    await call.run();
    expect(shown()).toEqual(["a: yes", "me: yes"]);
    sealed.value = [];
    await unanswered("yes");
    void call.of("b").write("Not at all?");
    await call.run();
    void call.of("a").write("yes");
    await call.run();
    expect(shown()).toEqual(["a: yes", "b: Not at all?", "me: Not at all?", "a: yes", "me: yes"]);
  });

  it("is not for who comes later, and not for fewer than it was written for", async () => {
    const call = new Call();
    await call.agree("a", "b");
    const before = call.of("a").write("before c");
    await call.run();
    expect(await before).toBe("sent");
    const earlier = [...call.said];
    const pending = call.of("a").write("while c comes");
    await call.agree("a", "b", "c");
    expect(await pending).toBe("changed");
    sealed.value = [];
    for (const [from, body] of earlier) call.of("c").hear(from, body);
    await call.settled();
    expect(shown()).toEqual([]);
    const after = call.of("b").write("after");
    await call.run();
    expect(await after).toBe("sent");
    expect(shown()).toEqual(["b: after", "b: after", "me: after"]);
    const leaving = call.of("a").write("while c leaves");
    await call.agree("a", "b");
    expect(await leaving).toBe("changed");
  });

  it("waits for new keys, and goes nowhere once there are none", async () => {
    const call = new Call();
    await call.agree("a", "b");
    for (const name of ["a", "b"]) call.of(name).stand(false);
    const waiting = call.of("a").write("under the next keys");
    await call.run();
    expect([call.said.length, call.of("a").open.value]).toEqual([0, true]);
    await call.agree("a", "b");
    await call.run();
    expect(await waiting).toBe("sent");
    call.of("a").close();
    expect(call.of("a").open.value).toBe(false);
    expect(await call.of("a").write("to whom?")).toBe("changed");
    expect(shown()).not.toContain("me: to whom?");
  });

  it("is kept in the case only as both see, and only by who attends", async () => {
    const call = new Call();
    await call.agree("a", "b", "c");
    void call.of("a").write("my address");
    await call.run();
    const key = sealed.value[0]?.key ?? "";
    for (const other of ["a", "c"]) void call.of(other).keep(key);
    await call.run();
    expect(sealed.value.some(({ kept }) => kept)).toBe(false);
    void call.of("b").keep(key);
    await call.run();
    expect(sealed.value.every(({ kept }) => kept)).toBe(true);
    expect(spoken.polite.value).toContain("Kept in the case: my address");
  });
});

describe("a hostile server", () => {
  /** One field of what was written is another. */
  const altered = (body: string, chance: () => number): string => {
    const message = decode(body) as Message & { say: "words" };
    const field = (["kid", "counter", "sealed"] as const)[Math.floor(chance() * 3)] ?? "sealed";
    const at = Math.floor(chance() * message[field].length);
    const other = message[field][at] === "1" ? "2" : "1";
    return encode({ ...message, [field]: message[field].slice(0, at) + other + message[field].slice(at + 1) });
  };

  it.each([false, true])(
    "gets nothing shown after what was written later; other keys meanwhile: %s",
    async (renewed) => {
      const call = new Call();
      await call.agree("a", "b");
      const first = call.of("a").write("sí");
      for (let turn = 0; turn < 12; turn++) {
        await call.run(() => []);
        call.of("a").nudge();
      }
      expect(await first).toBe("lost");
      const held = call.said.filter(([from]) => from === "a");
      if (renewed) await call.renew("a", "b");
      void call.of("a").write("no");
      await call.run();
      for (const [from, body] of held) call.of("b").hear(from, body);
      await call.run();
      expect(shown()).toEqual(["a: no", "me: no"]);
    },
  );

  it("gets nothing shown that was not written, as who wrote it, twice, or in another order", async () => {
    const written = ["uno", "dos", "tres"];
    for (let seed = 0; seed < 60; seed++) {
      sealed.value = [];
      const chance = seeded(seed);
      const call = new Call();
      await call.agree("a", "b", "c");
      for (const text of written) void call.of("a").write(text);
      const hand = (from: string, body: string): [string, string][] => {
        const [, old] = call.said[Math.floor(chance() * call.said.length)] ?? ["", body];
        const forged: [string, string][] = [
          [from, altered(body, chance)],
          // As somebody else's, and what was said before.
          [from === "b" ? "c" : "b", body],
          [NAMES[Math.floor(chance() * 3)] ?? "a", old],
        ];
        return chance() < 0.3 ? forged : [...forged, [from, body], [from, body]];
      };
      for (let turn = 0; turn < 3; turn++) {
        await call.run(hand);
        call.of("a").nudge();
      }
      await call.run(hand);
      const foreign = shown().filter((one) => !written.some((text) => one === `a: ${text}` || one === `me: ${text}`));
      expect(foreign).toEqual([]);
      // Two pages show what a wrote.
      const came = shown().filter((one) => one.startsWith("a: "));
      for (const text of written) expect(came.filter((one) => one === `a: ${text}`).length).toBeLessThanOrEqual(2);
      const order = came.map((one) => written.indexOf(one.slice(3)));
      expect(order).toEqual([...order].sort((one, other) => one - other));
    }
  });
});
