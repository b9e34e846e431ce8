import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { sealed } from "../../src/chat";
import { random, toBase64url } from "../../src/e2ee/bytes";
import { decode, encode } from "../../src/e2ee/messages";
import { roundOf } from "../../src/e2ee/pairwise";
import { Secrecy } from "../../src/e2ee/secrecy";
import type { Ack, CallKeys, CallKeysOut, TalkOut } from "../../src/protocol";
import { LAYOUT } from "../../src/rtc_layout";
import type { Prepare } from "../../src/rtc_peer";

/** Whether keys of all rounds have the same ids, as one in 512 has by chance; otherwise no two rounds have. */
const ids = vi.hoisted(() => ({ meet: false, rounds: [] as string[] }));
vi.mock("../../src/sound");
vi.mock(import("../../src/e2ee/pairwise"), async (original) => {
  const real = await original();
  const numbered = (transcript: string) => {
    if (!ids.rounds.includes(transcript)) ids.rounds.push(transcript);
    const round = ids.rounds.indexOf(transcript);
    return toBase64url(Uint8Array.of(round >> 8, round & 0xff));
  };
  return { ...real, kidOf: (transcript, ...rest) => real.kidOf(ids.meet ? "AAAA" : numbered(transcript), ...rest) };
});

const realTimeout = globalThis.setTimeout;
const [MICROPHONE, CAMERA] = [0, 1];
const [SOUND, PICTURE] = ["audio0", "video0"].map((name) => LAYOUT.findIndex((place) => place.name === name)) as [
  number,
  number,
];
const ALL = [MICROPHONE, CAMERA, SOUND, PICTURE];

type Listener = (event: { data: object | "behind" }) => void;

/** Notes what it is told, and which keys it has; says under which a stream goes when the test says so. */
class FakeWorker {
  readonly told: string[] = [];
  sends = 0n;
  /** From the id of each key to the key. */
  readonly keys = new Map<bigint, string>();
  private listener: Listener = () => undefined;

  addEventListener(_: string, listener: Listener) {
    this.listener = listener;
  }

  /** Sealing takes too long here. */
  fallBehind() {
    this.listener({ data: "behind" });
  }

  postMessage(told: { tell: string; key?: { kid: bigint; base: Uint8Array }; kids?: readonly bigint[] }) {
    this.told.push(told.tell);
    if (told.tell === "clear") this.keys.clear();
    if (told.tell === "send") this.sends = told.key?.kid ?? 0n;
    if (told.tell === "receive") {
      this.keys.delete(told.key?.kid ?? 0n);
      this.keys.set(told.key?.kid ?? 0n, String(told.key?.base));
    }
    for (const kid of told.kids ?? []) this.keys.delete(kid);
  }

  /** Frames of these places went and came sealed, under the newest keys it has or another one. */
  seal(places: readonly number[], { connection = 1, kid }: { connection?: number; kid?: bigint } = {}) {
    const newest = (at: number) => (at <= CAMERA ? this.sends : ([...this.keys.keys()].at(-1) ?? 0n));
    for (const at of places) this.listener({ data: { connection, at, kid: kid ?? newest(at) } });
  }

  /** Frames of this place come in the clear. */
  hearInTheClear(at: number) {
    this.listener({ data: { connection: 1, at, kid: null } });
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  vi.stubGlobal("RTCRtpScriptTransform", class {});
});

afterEach(() => {
  ids.meet = false;
  vi.useRealTimers();
});

const talk = (me: string, encrypts: readonly boolean[], call = "c1"): TalkOut => ({
  call,
  me,
  members: ["a", "b", "c"]
    .slice(0, encrypts.length)
    .map((id, at) => ({ id, role: "director", name: "", encrypts: encrypts[at] === true })),
});

/** A connection through whose places packets go, more with each look. */
class FakeConnection {
  flowing = ALL;
  private packets = 0;

  getTransceivers() {
    return LAYOUT.map((_, at) => {
      const stat = { type: "outbound-rtp", packetsSent: this.packets };
      const getStats = async () => new Map(this.flowing.includes(at) ? [["", stat]] : []);
      return { mid: String(at), sender: { track: at <= CAMERA ? {} : null, getStats }, receiver: {} };
    });
  }

  async getStats() {
    this.packets++;
    const came = this.flowing.filter((at) => at > CAMERA);
    const stat = (at: number) => ({ type: "inbound-rtp", mid: String(at), packetsReceived: this.packets });
    return new Map(came.map((at) => [String(at), stat(at)]));
  }
}

const OK: Ack = { ok: true, result: {}, problem: null };
const OFF: Ack = { ok: false, result: {}, problem: { code: "encryption_off", message: "", params: {}, fields: {} } };

/** Pages of one call, and a server that passes on what they say while calls are encrypted. */
function pages(
  able: readonly boolean[] = [true, true],
  server: { on: boolean; loses?: (sender: string, body: string) => boolean } = { on: true },
) {
  const heard = new Map<string, (message: CallKeysOut) => void>();
  const connected = new Map<string, () => void>();
  const page = (me: string, canEncrypt: boolean): Page => {
    const present = signal<TalkOut | null>(null);
    let prepared: Prepare | null = null;
    const connection = signal<RTCPeerConnection | null>(null);
    /** As the page connects anew: with transforms, or as the connection of before. */
    const connect = (transforms = true) => {
      const pc = new FakeConnection();
      if (transforms) prepared?.(pc as unknown as RTCPeerConnection, LAYOUT);
      connection.value = pc as unknown as RTCPeerConnection;
      return pc;
    };
    const link = {
      connection,
      prepare: (work: Prepare | null) => {
        prepared = work;
      },
    };
    const prepares = () => prepared !== null;
    const worker = new FakeWorker();
    const asked: string[] = [];
    const hear = (sender: string, body: string) => heard.get(me)?.({ call: "c1", sender, body });
    const secrecy = new Secrecy(
      link,
      () => present.value,
      {
        hear: (_, handler) => void heard.set(me, handler),
        onConnected: (handler) => void connected.set(me, handler),
        ask: async (_, { call, to, body }: CallKeys) => {
          asked.push(body);
          if (!server.on) return OFF;
          if (server.loses?.(me, body)) return OK;
          for (const [name, hear] of heard) if (name !== me && (!to || to === name)) hear({ call, sender: me, body });
          return OK;
        },
      },
      canEncrypt ? (worker as unknown as Worker) : null,
      () => 0,
    );
    const pc = connect();
    /** What the screen said so far. */
    const said: string[] = [];
    secrecy.secret.subscribe((secret) => said.push(secret?.kind === "server" ? secret.why : (secret?.kind ?? "")));
    const again = (): Page => page(me, canEncrypt);
    const reconnect = () => connected.get(me)?.();
    return { me, present, secrecy, worker, pc, connect, prepares, said, again, asked, hear, reconnect };
  };
  return able.map((can, at) => page("abc"[at] ?? "", can)) as unknown as [Page, Page, Page];
}

interface Page {
  me: string;
  present: { value: TalkOut | null };
  secrecy: Secrecy;
  worker: FakeWorker;
  pc: FakeConnection;
  connect: (transforms?: boolean) => FakeConnection;
  /** Its next connection encrypts. */
  prepares: () => boolean;
  said: string[];
  /** What it had handed on. */
  asked: readonly string[];
  /** Somebody in its first call says this. */
  hear: (sender: string, body: string) => void;
  /** Its line to the server is back. */
  reconnect: () => void;
  /** The page loaded anew. */
  again: () => Page;
}

/** Of a slow machine; each look is 50 ms for the page too, and an agreement has ten seconds without progress, a minute in all. */
const PATIENCE = { timeout: 20_000 };

/** Waits for what no timer brings, while the page's clock stands. */
async function standing(look: () => void) {
  for (const until = Date.now() + PATIENCE.timeout; ; await new Promise((again) => realTimeout(again, 5)))
    try {
      return look();
    } catch (error) {
      if (Date.now() > until) throw error;
    }
}

/** Agreed, and all that was under way under former keys has come; nothing is proven. */
async function agree(...all: Page[]) {
  const told = all.map(({ worker }) => worker.told.length);
  const call = all[0]?.present.value ? "c2" : "c1";
  meet(all, call);
  await agreed(all, told);
}

function meet(all: readonly Page[], call = "c1") {
  const able = all.map(() => true);
  for (const { me, present } of all) present.value = talk(me, able, call);
}

async function agreed(all: readonly Page[], told: readonly number[] = all.map(() => 0)) {
  await vi.waitFor(() => {
    for (const [at, { worker }] of all.entries()) expect(worker.told.slice(told[at])).toContain("only_sealed");
  }, PATIENCE);
  await vi.advanceTimersByTimeAsync(2500);
}

const says = (page: Page, what: string) => expect(page.said.at(-1)).toBe(what);

it("seals the call of two, and says so only when nothing goes out in the clear any more", async () => {
  const [a, b] = pages();
  a.secrecy.secret.subscribe((secret) => {
    if (secret?.kind === "sealed") expect(a.worker.told).toEqual(expect.arrayContaining(["send", "only_sealed"]));
  });
  a.present.value = talk("a", [true, true]);
  says(a, "agreeing");
  await agree(a, b);
  for (const page of [a, b]) {
    says(page, "unproven");
    page.worker.seal(ALL);
    says(page, "sealed");
  }
  expect(a.secrecy.secret.value).toEqual(b.secrecy.secret.value);
  a.present.value = null;
  expect(a.secrecy.secret.value).toBeNull();
  expect(a.worker.told.at(-1)).toBe("clear");
});

it("says sealed only once frames of each stream that flows went and came sealed, on this connection and under these keys", async () => {
  const [a, b] = pages();
  await agree(a, b);
  for (const missing of ALL) {
    a.worker.seal(ALL, { kid: 1n });
    a.worker.seal(
      ALL.filter((at) => at !== missing),
      {},
    );
    says(a, "unproven");
  }
  a.worker.seal(ALL, { connection: 2, kid: a.worker.sends });
  says(a, "unproven");
  a.worker.seal(ALL);
  says(a, "sealed");
  a.connect();
  says(a, "unproven");
  a.worker.seal(ALL, { connection: 2 });
  await vi.advanceTimersByTimeAsync(2000);
  says(a, "sealed");
  // Without transforms: nothing that is sealed can be of it.
  a.connect(false);
  await vi.advanceTimersByTimeAsync(2000);
  says(a, "unproven");
});

it("asks for no proof of a stream in which nothing goes, and for one as soon as something does", async () => {
  const [a, b] = pages();
  a.pc.flowing = [MICROPHONE, SOUND];
  await agree(a, b);
  a.worker.seal([MICROPHONE, SOUND]);
  says(a, "sealed");
  a.pc.flowing = ALL;
  await vi.advanceTimersByTimeAsync(2000);
  says(a, "unproven");
  a.worker.seal([CAMERA, PICTURE]);
  says(a, "sealed");
});

it("falls the moment that keys change, and asks to compare other words", async () => {
  const [a, b, c] = pages([true, true, true]);
  await agree(a, b);
  a.worker.seal(ALL);
  b.worker.seal(ALL);
  expect(a.secrecy.secret.value).toMatchObject({ kind: "sealed", changed: false });
  // A server that tells one page alone of a third: it falls before anybody said a word.
  const told = [a, b, c].map(({ worker }) => worker.told.length);
  a.present.value = talk("a", [true, true, true]);
  await Promise.resolve();
  says(a, "agreeing");
  meet([a, b, c]);
  await agreed([a, b, c], told);
  says(a, "unproven");
  a.worker.seal(ALL);
  expect(a.secrecy.secret.value).toMatchObject({ kind: "sealed", changed: true });
  a.secrecy.read();
  expect(a.secrecy.secret.value).toMatchObject({ kind: "sealed", changed: false });
  // The third leaves: the same words, and nothing that the third had is good for anything.
  const before = [...a.worker.keys.values()];
  const from = a.said.length;
  meet([a, b]);
  await agreed([a, b], [a.worker.told.length, b.worker.told.length]);
  expect(a.said.slice(from)).toEqual(["agreeing", "unproven"]);
  expect([...a.worker.keys.values()].filter((key) => before.includes(key))).toEqual([]);
  a.worker.seal(ALL);
  expect(a.secrecy.secret.value).toMatchObject({ kind: "sealed", changed: false });
});

it("lets nothing go in the clear while a call is handed over, and has the words compared again", async () => {
  const [a, b] = pages();
  await agree(a, b);
  a.worker.seal(ALL);
  const [from, keys] = [a.worker.told.length, [...a.worker.keys.values()]];
  await agree(a, b);
  expect(a.said.slice(-2)).toEqual(["agreeing", "unproven"]);
  expect(a.worker.told.slice(from)).not.toContain("clear");
  expect([...a.worker.keys.values()].filter((key) => keys.includes(key))).toEqual([]);
  a.worker.seal(ALL);
  expect(a.secrecy.secret.value).toMatchObject({ kind: "sealed", changed: true });
});

it("forgets the keys of a call that was handed over twice before there were others, and lets nothing go in the clear", async () => {
  const [a, b] = pages();
  await agree(a, b);
  const [from, keys] = [a.worker.told.length, [...a.worker.keys.values()]];
  a.present.value = talk("a", [true, true], "c2");
  const told = [a.worker.told.length, b.worker.told.length];
  meet([a, b], "c3");
  await agreed([a, b], told);
  expect(a.worker.told.slice(from)).not.toContain("clear");
  expect([...a.worker.keys.values()].filter((key) => keys.includes(key))).toEqual([]);
});

it("keeps the new key at a hand-over whose id is that of a former one", async () => {
  ids.meet = true;
  const [a, b] = pages();
  await agree(a, b);
  const [[kid, key] = []] = [...a.worker.keys];
  await agree(a, b);
  expect([...a.worker.keys.keys()]).toEqual([kid]);
  expect(a.worker.keys.get(kid ?? 0n)).not.toBe(key);
  a.worker.seal(ALL);
  says(a, "sealed");
});

it("keeps the new key of a page loaded anew whose id is that of the one before", async () => {
  ids.meet = true;
  const [a, b] = pages();
  await agree(a, b);
  const [[kid, key] = []] = [...a.worker.keys];
  const again = b.again();
  const told = [a.worker.told.length, 0];
  meet([a, again]);
  await agreed([a, again], told);
  expect([...a.worker.keys.keys()]).toEqual([kid]);
  expect(a.worker.keys.get(kid ?? 0n)).not.toBe(key);
});

it("takes no proof of an earlier call for this one", async () => {
  const [a, b] = pages();
  await agree(a, b);
  a.worker.seal(ALL);
  for (const { present } of [a, b]) present.value = null;
  await agree(a, b);
  says(a, "unproven");
});

it("leaves a call as it was where one browser cannot, and says whose, once a page that is called had time to connect", () => {
  const [a, b] = pages([true, false]);
  a.present.value = talk("a", [true, false]);
  b.present.value = talk("b", [true, false]);
  says(a, "agreeing");
  says(b, "self");
  vi.advanceTimersByTime(4000);
  says(a, "others");
  expect(a.worker.told).not.toContain("only_sealed");
});

it("says that a sealed call is sealed no more before anything goes out in the clear", async () => {
  const [a, b] = pages();
  await agree(a, b);
  a.worker.seal(ALL);
  a.present.value = talk("a", [true, true, false]);
  says(a, "unproven");
  vi.advanceTimersByTime(100);
  a.present.value = talk("a", [true, true, false]); // another view of the same
  expect(a.worker.told.at(-1)).not.toBe("clear");
  vi.advanceTimersByTime(100);
  expect(a.worker.told.at(-1)).toBe("clear");
  vi.advanceTimersByTime(800);
  says(a, "others");
});

it("says on a device that is too slow that it encrypts no more, in this call and the next", async () => {
  const [a, b] = pages();
  await agree(a, b);
  for (const page of [a, b]) page.worker.seal(ALL);
  a.worker.fallBehind();
  expect(a.prepares()).toBe(false);
  says(a, "slow");
  a.present.value = talk("a", [false, true]);
  b.present.value = talk("b", [false, true]);
  says(a, "slow");
  expect(a.worker.told.at(-1)).not.toBe("clear");
  await vi.advanceTimersByTimeAsync(1500);
  says(b, "others");
  for (const { worker } of [a, b]) expect(worker.told.at(-1)).toBe("clear");
  a.present.value = null;
  a.present.value = talk("a", [false, true], "c2");
  says(a, "slow");
});

it("gives up where no agreement comes about", () => {
  const [a] = pages();
  a.present.value = talk("a", [true, true]);
  vi.advanceTimersByTime(10_000);
  says(a, "late");
  a.present.value = talk("a", [true, true], "c1");
  says(a, "late");
});

it("gives each who comes in the whole time to agree", async () => {
  const [a] = pages([true, true, true]);
  a.present.value = talk("a", [true, true]);
  await vi.advanceTimersByTimeAsync(9000);
  a.present.value = talk("a", [true, true, true]);
  await vi.advanceTimersByTimeAsync(9000);
  says(a, "agreeing");
  a.present.value = talk("a", [true, true, true]);
  await vi.advanceTimersByTimeAsync(2500);
  says(a, "late");
});

it("waits on while something new comes of an agreement, and not for ever", async () => {
  const [a] = pages();
  a.present.value = talk("a", [true, true]);
  const round = await roundOf("c1", ["a", "b"]);
  const committed = () => new Set(a.asked.map(decode).map((said) => (said?.say === "commit" ? said.all : ""))).size;
  // Each commitment is another one, which is answered, and nothing follows from it.
  for (let turn = 1; turn <= 7; turn++) {
    await vi.advanceTimersByTimeAsync(8000);
    says(a, "agreeing");
    a.hear("b", encode({ say: "commit", round, commitment: toBase64url(random(32)), all: "" }));
    await standing(() => expect(committed()).toBe(turn + 1));
  }
  await vi.advanceTimersByTimeAsync(3000);
  says(a, "agreeing");
  await vi.advanceTimersByTimeAsync(1000);
  says(a, "late");
});

it("gives up with who sends in the clear though all have agreed, and says at once that the call is not sealed", async () => {
  const [a, b] = pages();
  await agree(a, b);
  b.worker.seal(ALL);
  says(b, "sealed");
  b.worker.hearInTheClear(SOUND);
  says(b, "unproven");
  await vi.advanceTimersByTimeAsync(1000);
  expect(b.worker.told.at(-1)).not.toBe("clear");
  await vi.advanceTimersByTimeAsync(2500);
  says(b, "late");
  expect(b.worker.told.at(-1)).toBe("clear");
});

it("waits longer for who has sent in the clear only, who may agree still", async () => {
  const [a, b] = pages();
  b.worker.hearInTheClear(SOUND);
  await agree(a, b);
  await vi.advanceTimersByTimeAsync(8000);
  says(b, "unproven");
  await vi.advanceTimersByTimeAsync(6000);
  says(b, "late");
  expect(b.worker.told.at(-1)).toBe("clear");
});

/** Of two who had agreed, `b` gave up: `a` sends in the clear. */
async function gaveUpForClear() {
  const [a, b] = pages();
  await agree(a, b);
  b.worker.seal(ALL);
  b.worker.hearInTheClear(SOUND);
  await vi.advanceTimersByTimeAsync(3500);
  says(b, "late");
  return { a, b };
}

/** `a` is loaded anew, and begins. */
async function agreedAnew() {
  const { a, b } = await gaveUpForClear();
  const again = a.again();
  const told = [0, b.worker.told.length];
  again.present.value = talk("a", [true, true]);
  await agreed([again, b], told);
  return { again, b };
}

it("seals the call after all with who sent in the clear, once they begin anew", async () => {
  const { again, b } = await agreedAnew();
  for (const page of [again, b]) {
    page.worker.seal(ALL);
    says(page, "sealed");
  }
});

it("knows still what comes in the clear once it agrees again", async () => {
  const { b } = await agreedAnew();
  await vi.advanceTimersByTimeAsync(14_000);
  says(b, "late");
});

it("does not give up for what was under way in the clear, nor for a stream in which nothing comes any more", async () => {
  const [a, b] = pages();
  await agree(a, b);
  b.worker.hearInTheClear(SOUND);
  b.worker.seal(ALL);
  b.pc.flowing = [MICROPHONE, CAMERA, SOUND];
  await vi.advanceTimersByTimeAsync(1000);
  b.worker.hearInTheClear(PICTURE);
  await vi.advanceTimersByTimeAsync(10_000);
  says(b, "sealed");
});

it("begins again with who was slow, once they begin", async () => {
  const [a, b] = pages();
  a.present.value = talk("a", [true, true]);
  await vi.advanceTimersByTimeAsync(10_000);
  says(a, "late");
  const told = [a.worker.told.length, 0];
  b.present.value = talk("b", [true, true]);
  await agreed([a, b], told);
  a.worker.seal(ALL);
  says(a, "sealed");
});

it("begins again after it was late with who commits themselves, whatever else is said", async () => {
  const [a] = pages();
  a.present.value = talk("a", [true, true]);
  await vi.advanceTimersByTimeAsync(11_000);
  const asked = a.asked.length;
  a.hear("b", "AA");
  a.hear("b", encode({ say: "reveal", transcript: "AA", publicKey: "AA", nonce: "AA" }));
  a.hear("b", encode({ say: "sealed", transcript: "AA", sealed: "AA" }));
  a.hear("b", encode({ say: "words", kid: "1", counter: "1", sealed: "AA" }));
  expect(Reflect.get(a.secrecy, "agreement")).toBeNull();
  expect(a.asked.length).toBe(asked);
  a.hear("b", encode({ say: "commit", round: "AA", commitment: "AA", all: "" }));
  await standing(() => expect(decode(a.asked[asked] ?? "")?.say).toBe("commit"));
});

it("begins anew at once with who comes or goes after no agreement came about", async () => {
  const [a, b] = pages([true, true, true]);
  const late = async (...able: boolean[]) => {
    a.present.value = talk("a", able);
    await vi.advanceTimersByTimeAsync(10_000);
    says(a, "late");
    return a.asked.length;
  };
  const before = await late(true, true);
  a.present.value = talk("a", [true, true, true]);
  await standing(() => expect(decode(a.asked[before] ?? "")?.say).toBe("commit"));
  await late(true, true, true);
  const told = [a.worker.told.length, 0];
  meet([a, b]);
  await agreed([a, b], told);
  a.worker.seal(ALL);
  says(a, "sealed");
});

it("says that another browser cannot encrypt once it comes in after no agreement came about", async () => {
  const [a] = pages();
  a.present.value = talk("a", [true, true]);
  await vi.advanceTimersByTimeAsync(10_000);
  says(a, "late");
  a.present.value = talk("a", [true, true, false]);
  await vi.advanceTimersByTimeAsync(1000);
  says(a, "others");
});

/** Only one page of two can agree: what `b` says last does not come. */
function lastWordLost({ tells = true } = {}) {
  const server = {
    on: true,
    loses: (sender: string, body: string) =>
      sender === "b" ? b.worker.told.includes("send") : !tells && decode(body)?.say === "give_up",
  };
  const [a, b] = pages([true, true], server);
  return { a, b, server };
}

/** `b` has agreed, `a` gave up: `b` is not told, and `a` sends nothing by which it would notice. */
async function halfAgreed() {
  const { a, b, server } = lastWordLost({ tells: false });
  meet([a, b]);
  await standing(() => expect(b.worker.told).toContain("only_sealed"));
  await vi.advanceTimersByTimeAsync(2500);
  b.worker.seal(ALL);
  says(b, "sealed");
  await vi.advanceTimersByTimeAsync(8000);
  says(a, "late");
  says(b, "sealed");
  // Nothing that it still says is heard by `a`, which would begin anew, once nothing is lost any more.
  await Reflect.get(b.secrecy, "agreement")?.nudge();
  return { a, b, server };
}

it("begins again after a while with who has agreed, and says until then that it is late", async () => {
  const { a, b, server } = await halfAgreed();
  server.loses = () => false;
  const told = [a, b].map(({ worker }) => worker.told.length);
  const said = a.said.length;
  await vi.advanceTimersByTimeAsync(30_000);
  await agreed([a, b], told);
  for (const page of [a, b]) {
    page.worker.seal(ALL);
    says(page, "sealed");
  }
  expect(a.said.slice(said)).toEqual(["unproven", "sealed"]);
});

it("has who agreed give up too where what they say still does not come", async () => {
  const { a, b } = await halfAgreed();
  await vi.advanceTimersByTimeAsync(30_000);
  await standing(() => says(b, "agreeing"));
  await vi.advanceTimersByTimeAsync(10_500);
  for (const page of [a, b]) says(page, "late");
  expect(b.worker.told.at(-1)).toBe("clear");
});

it("has who agreed give up at once with who gave up", async () => {
  const { a, b } = lastWordLost();
  meet([a, b]);
  await standing(() => expect(b.worker.told).toContain("only_sealed"));
  await vi.advanceTimersByTimeAsync(2500);
  b.worker.seal(ALL);
  says(b, "sealed");
  await vi.advanceTimersByTimeAsync(8000);
  await standing(() => says(b, "late"));
  says(a, "late");
  await vi.advanceTimersByTimeAsync(200);
  for (const { worker } of [a, b]) expect(worker.told.at(-1)).toBe("clear");
});

it("tells that it gave up as soon as its line is back, until it begins again", async () => {
  const { a, b, server } = lastWordLost({ tells: false });
  meet([a, b]);
  await standing(() => expect(b.worker.told).toContain("only_sealed"));
  a.reconnect();
  expect(a.asked.map((body) => decode(body)?.say)).not.toContain("give_up");
  await vi.advanceTimersByTimeAsync(11_000);
  says(a, "late");
  expect(Reflect.get(b.secrecy, "agreement")).not.toBeNull();
  server.loses = (sender) => sender === "b";
  a.reconnect();
  await standing(() => says(b, "late"));
  await vi.advanceTimersByTimeAsync(30_000);
  await standing(() => expect(decode(a.asked.at(-1) ?? "")?.say).toBe("commit"));
  const asked = a.asked.length;
  a.reconnect();
  expect(a.asked.length).toBe(asked);
});

it("goes on agreeing where another member gives up meanwhile, who may begin anew", async () => {
  const [a] = pages();
  a.present.value = talk("a", [true, true]);
  a.hear("b", encode({ say: "give_up" }));
  await Reflect.get(a.secrecy, "agreement")?.nudge();
  says(a, "agreeing");
});

it("gives up with who gave up while somebody comes: under the former keys it would hear nothing in the clear", async () => {
  const [a, b, c] = pages([true, true, true]);
  await agree(a, b);
  for (const page of [a, b]) page.present.value = talk(page.me, [true, true, true]);
  await standing(() => says(a, "agreeing"));
  a.hear(c.me, encode({ say: "give_up" }));
  await standing(() => says(a, "late"));
});

it("clears nothing before the screen was to be read, whatever comes meanwhile", async () => {
  const [a, b] = pages();
  await agree(a, b);
  const told = a.worker.told.length;
  a.hear("b", encode({ say: "give_up" }));
  await standing(() => says(a, "late"));
  a.hear("b", encode({ say: "commit", round: "AA", commitment: "AA", all: "" }));
  expect(a.worker.told.slice(told)).not.toContain("clear");
  await vi.advanceTimersByTimeAsync(200);
  expect(a.worker.told.slice(told)).toContain("clear");
});

it("begins five times again in vain, and then only tells that it gave up", async () => {
  const [a] = pages();
  a.present.value = talk("a", [true, true]);
  const said = () => a.asked.map((body) => decode(body));
  const gaveUp = () => said().filter((one) => one?.say === "give_up").length;
  const begun = () => new Set(said().flatMap((one) => (one?.say === "commit" ? [String(one.commitment)] : []))).size;
  for (let times = 1; times <= 6; times++) {
    await standing(() => expect(begun()).toBe(times));
    await vi.advanceTimersByTimeAsync(11_000);
    says(a, "late");
    await vi.advanceTimersByTimeAsync(30_000);
  }
  const told = gaveUp();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(begun()).toBe(6);
  expect(gaveUp()).toBe(told + 4);
  expect(a.said).toEqual(["", "agreeing", "late"]);
});

it("does not begin again by itself with who sends in the clear", async () => {
  const { b } = await gaveUpForClear();
  const asked = b.asked.length;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(b.asked.slice(asked).map((body) => decode(body)?.say)).toEqual(["give_up", "give_up"]);
});

it("says that encryption was switched off, and blames no browser for it", async () => {
  const server = { on: true };
  const [a, b] = pages([true, true], server);
  await agree(a, b);
  a.worker.seal(ALL);
  server.on = false;
  await vi.advanceTimersByTimeAsync(5000);
  says(a, "sealed");
  // The pages connected anew, and were told that nothing is encrypted.
  meet([a, b], "c2");
  for (const page of [a, b]) page.present.value = talk(page.me, [false, false], "c2");
  await vi.advanceTimersByTimeAsync(5000);
  for (const page of [a, b]) {
    says(page, "off");
    expect(page.said).not.toContain("self");
    expect(page.said).not.toContain("others");
    expect(page.worker.told.at(-1)).toBe("clear");
  }
});

it("has what is written go under the keys while all have them, and no other way", async () => {
  const [a, b] = pages();
  const { words } = a.secrecy;
  expect(words.open.value).toBe(false);
  await agree(a, b);
  const sent = words.write("Hola");
  await vi.waitFor(
    () => expect(sealed.value.map(({ text, mine }) => [text, mine])).toContainEqual(["Hola", true]),
    PATIENCE,
  );
  expect(await sent).toBe("sent");
  // Handed over: it stays on the screens of those who were there, and waits for the next keys.
  meet([a, b], "c2");
  expect([words.open.value, sealed.value.length]).toEqual([true, 2]);
  a.present.value = talk("a", [true, true, false], "c2");
  expect(words.open.value).toBe(false);
  expect(await words.write("To whom?")).toBe("changed");
  for (const page of [a, b]) page.present.value = null;
  expect(sealed.value.length).toBe(2);
  a.present.value = talk("a", [true, true], "c3");
  expect(sealed.value).toEqual([]);
});
