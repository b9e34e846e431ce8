import { signal } from "@preact/signals";
import { vi } from "vitest";
import type { Bytes } from "../../src/e2ee/bytes";
import { isSealed, openFrame, type Stream, sealFrame } from "../../src/e2ee/frames";
import { Secrecy } from "../../src/e2ee/secrecy";
import { deriveKey, type FrameKey } from "../../src/e2ee/sframe";
import type { Place, Told } from "../../src/e2ee/worker_messages";
import type { CallKeys, CallKeysOut, TalkOut } from "../../src/protocol";
import { LAYOUT } from "../../src/rtc_layout";
import type { Prepare } from "../../src/rtc_peer";

// Pages of a call with the worker that seals and opens their frames, and a server that gives out what it likes to whom it likes.

const [MICROPHONE, CAMERA, SOUND, PICTURE] = ["microphone", "camera", "audio0", "video0"].map((name) =>
  LAYOUT.findIndex((place) => place.name === name),
) as [number, number, number, number];
const SENT: readonly [number, Stream][] = [
  [MICROPHONE, "audio"],
  [CAMERA, "camera"],
];
const INTO: Readonly<Record<Stream, number>> = { audio: SOUND, camera: PICTURE, screen: -1 };
const PLAIN = Uint8Array.of(0x10, ...Array(40).keys());
/** Counters of frames that are sealed outside of a page: no page comes that far. */
const FORGED_CTR = 1n << 40n;

export interface OnTheWay {
  stream: Stream;
  data: Bytes;
}

export const isClear = ({ stream, data }: OnTheWay) => !isSealed(stream, data);

/** A stream through the worker. */
class Through {
  private waits: () => void = () => undefined;
  private through: () => void = () => undefined;
  private next: Bytes | null = null;
  came: Bytes[] = [];
  readonly readable: ReadableStream<{ data: ArrayBuffer }>;
  readonly writable: WritableStream<{ data: ArrayBuffer }>;

  constructor(readonly options: Place) {
    this.readable = new ReadableStream(
      {
        // What was given before is through, else no more would be wanted.
        pull: async (controller) => {
          this.through();
          if (!this.next) await new Promise<void>((given) => (this.waits = given));
          controller.enqueue({ data: (this.next as Bytes).slice().buffer });
          this.next = null;
        },
      },
      { highWaterMark: 0 },
    );
    this.writable = new WritableStream({ write: ({ data }) => void this.came.push(new Uint8Array(data)) });
  }

  /** What comes out of it. */
  async give(data: Bytes): Promise<Bytes[]> {
    this.came = [];
    this.next = data;
    await new Promise<void>((through) => {
      this.through = through;
      this.waits();
    });
    return this.came;
  }
}

/** Does it at once, or later, after what was given to the same way before. */
type Later = (way: "to worker" | "from worker", work: () => void) => void;
const AT_ONCE: Later = (_, work) => work();

/** `frames_worker.ts` as it is, and each key that it was ever told. */
class RealWorker {
  readonly knew = new Map<string, Promise<FrameKey>>();
  /** Of the newest connection. */
  readonly streams = new Map<number, Through>();
  private readonly hears = new Map<string, (event: object) => void>();
  private readonly heard: ((event: { data: unknown }) => void)[] = [];

  private constructor(private readonly later: Later) {}

  static async start(later: Later): Promise<RealWorker> {
    const worker = new RealWorker(later);
    vi.stubGlobal("self", {
      addEventListener: (name: string, hear: (event: object) => void) => worker.hears.set(name, hear),
      postMessage: (data: unknown) =>
        later("from worker", () => void worker.heard.forEach((hear) => void hear({ data }))),
    });
    vi.resetModules();
    await import("../../src/e2ee/frames_worker");
    return worker;
  }

  addEventListener(_: string, hear: (event: { data: unknown }) => void) {
    this.heard.push(hear);
  }

  postMessage(told: Told) {
    if (told.tell === "send" || told.tell === "receive")
      this.knew.set(`${told.key.kid} ${told.key.base}`, deriveKey(told.key.kid, told.key.base));
    this.later("to worker", () => this.hears.get("message")?.({ data: told }));
  }

  transform(place: Place) {
    const through = new Through(place);
    this.streams.set(place.at, through);
    this.hears.get("rtctransform")?.({ transformer: through });
  }
}

/** A packet for each frame that went or came. */
class FlowingConnection {
  private readonly packets = new Map<number, number>();
  private readonly transceivers = LAYOUT.map((_, at) => {
    const getStats = async () => new Map([["", { type: "outbound-rtp", packetsSent: this.packets.get(at) ?? 0 }]]);
    return { mid: String(at), sender: { track: at <= CAMERA ? {} : null, getStats }, receiver: {} };
  });

  getTransceivers() {
    return this.transceivers;
  }

  async getStats() {
    const stat = (at: number) => ({ type: "inbound-rtp", mid: String(at), packetsReceived: this.packets.get(at) ?? 0 });
    return new Map([SOUND, PICTURE].map((at) => [String(at), stat(at)]));
  }

  count(at: number, frames: number): void {
    this.packets.set(at, (this.packets.get(at) ?? 0) + frames);
  }
}

type Say = (from: string, message: CallKeys) => void;

/** Somebody's page, which calls are on. */
export class Page {
  readonly talk = signal<TalkOut | null>(null);
  private flowing = new FlowingConnection();
  private readonly connection = signal(this.flowing as unknown as RTCPeerConnection);
  private prepared: Prepare | null = null;
  private readonly secrecy: Secrecy;
  private listens: (message: CallKeysOut) => void = () => undefined;

  private constructor(
    readonly name: string,
    private readonly worker: RealWorker,
    say: Say,
  ) {
    this.secrecy = new Secrecy(
      {
        connection: this.connection,
        prepare: (work) => {
          this.prepared = work;
          work?.(this.connection.peek(), LAYOUT);
        },
      },
      () => this.talk.value,
      {
        hear: (_, handler) => {
          this.listens = handler;
        },
        onConnected: () => undefined,
        ask: async (_, message) => {
          say(name, message);
          return { ok: true, result: {}, problem: null };
        },
      },
      worker as unknown as Worker,
      () => 0,
    );
  }

  static async open(name: string, say: Say, later = AT_ONCE): Promise<Page> {
    vi.stubGlobal(
      "RTCRtpScriptTransform",
      class {
        constructor(worker: RealWorker, place: Place) {
          worker.transform(place);
        }
      },
    );
    return new Page(name, await RealWorker.start(later), say);
  }

  /** Its media go by another connection from now on. */
  connectAnew(): void {
    this.flowing = new FlowingConnection();
    const pc = this.flowing as unknown as RTCPeerConnection;
    this.prepared?.(pc, LAYOUT);
    this.connection.value = pc;
  }

  /** It is in this call with these. */
  meet(call: string, members: readonly string[]): void {
    const of = (id: string) => ({ id, role: "director" as const, name: "", encrypts: true });
    this.talk.value = { call, me: this.name, members: members.map(of) };
  }

  hear(message: CallKeysOut): void {
    this.listens(message);
  }

  /** What its screen says. */
  get says(): string {
    const secret = this.secrecy.secret.peek();
    return secret?.kind === "server" ? secret.why : (secret?.kind ?? "");
  }

  /** All have agreed with it. */
  get isAgreed(): boolean {
    return ["unproven", "sealed"].includes(this.says);
  }

  /** A sound and a picture leave it. */
  async send(): Promise<OnTheWay[]> {
    const sent = SENT.map(async ([at, stream]) => {
      const frames = (await this.worker.streams.get(at)?.give(PLAIN)) ?? [];
      this.flowing.count(at, frames.length);
      return frames.map((data) => ({ stream, data }));
    });
    return (await Promise.all(sent)).flat();
  }

  /** Whether this is opened here. */
  async takes({ stream, data }: OnTheWay): Promise<boolean> {
    this.flowing.count(INTO[stream], 1);
    const came = await this.worker.streams.get(INTO[stream])?.give(data);
    return came !== undefined && came.length > 0;
  }

  /** Whether a key that it ever had opens this, whatever its page forgot. */
  async couldOpen({ stream, data }: OnTheWay): Promise<boolean> {
    for (const key of await Promise.all(this.worker.knew.values())) {
      const opened = await openFrame(new Map([[key.kid, key]]), () => true, stream, data);
      if (typeof opened !== "string") return true;
    }
    return false;
  }

  /** A sound sealed with each key that it ever had. */
  async forge(): Promise<OnTheWay[]> {
    const keys = await Promise.all(this.worker.knew.values());
    return Promise.all(
      keys.map(async (key) => ({ stream: "audio", data: await sealFrame(key, FORGED_CTR, "audio", PLAIN) }) as const),
    );
  }
}
