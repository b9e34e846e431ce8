import type { ReadonlySignal } from "@preact/signals";
import type { Prepare } from "../rtc_peer";
import type { Keys } from "./key_exchange";
import type { SenderKey } from "./pairwise";
import { Proof } from "./proof";
import { attach, configuration } from "./transforms";
import type { Heard, Told } from "./worker_messages";

/** The page's media connections. */
export interface Connections {
  /** The one that is up. */
  readonly connection: ReadonlySignal<RTCPeerConnection | null>;
  /** Does this with each one before anything goes through it, made with this besides, and replaces the one there is. */
  prepare(work: Prepare | null, configuration?: RTCConfiguration): void;
}

interface Acts {
  /** The present keys of the others. */
  known(): readonly bigint[];
  /** These keys open nothing any more. */
  forgotten(kids: readonly bigint[]): void;
  /** What is sealed, or what was under way, may be otherwise now. */
  changed(): void;
  /** Sealing and opening take too long. */
  behind(): void;
}

/** So long after the screen said it, frames go out in the clear. */
const SAID_MS = 200;
/** So long frames may be under way that were sealed under a former key. */
const UNDER_WAY_MS = 500;

/** This page's media under keys: what the worker seals and opens them with, and what shows that they go so. */
export class Media {
  private readonly proof = new Proof();
  /** Keys that are still good for what is under way. */
  private retired: bigint[] = [];
  /** Those of the call that was handed over into this one. */
  private former: readonly bigint[] = [];
  private clearing: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly connections: Connections,
    /** Of `frames_worker.ts`; `null` where this browser cannot. */
    private readonly worker: Worker | null,
    private readonly acts: Acts,
  ) {
    if (worker) this.prepare(worker);
  }

  /** Frames go out in the clear once the screen was read. */
  get isClearing(): boolean {
    return this.clearing !== undefined;
  }

  /** Members agree on keys, for a call or for the one it was handed over into. */
  begin(): void {
    this.stopClearing();
    if (this.former.length === 0) this.clear();
  }

  receive(key: SenderKey): void {
    this.tell({ tell: "receive", key });
  }

  send(key: SenderKey): void {
    this.tell({ tell: "send", key });
  }

  forget(kids: readonly bigint[]): void {
    this.acts.forgotten(kids);
    this.tell({ tell: "forget", kids });
  }

  /** What is under way may still be opened; until none of it is, nobody says that the call is sealed. */
  retire(kids: readonly bigint[]): void {
    if (kids.length === 0) return;
    this.retired.push(...kids);
    setTimeout(() => {
      this.retired = this.retired.filter((kid) => !kids.includes(kid));
      // A new key may have the id of a former one.
      this.forget(kids.filter((kid) => !this.acts.known().includes(kid)));
      this.acts.changed();
    }, UNDER_WAY_MS);
  }

  /** All go under keys: the last frame in the clear came and went. */
  onlySealed(): void {
    this.tell({ tell: "only_sealed" });
    this.retire(this.former);
    this.former = [];
  }

  /** The call was handed over: its keys hold until those of the next are there, so that nothing goes in the clear between. */
  handOver(): void {
    // Perhaps for the second time before there were any.
    this.former = [...this.former, ...this.acts.known()];
  }

  clear(): void {
    this.former = [];
    this.proof.forget();
    this.tell({ tell: "clear" });
  }

  clearOnceRead(): void {
    this.clearing = setTimeout(() => {
      this.clearing = undefined;
      this.clear();
    }, SAID_MS);
  }

  stopClearing(): void {
    clearTimeout(this.clearing);
    this.clearing = undefined;
  }

  /** Another connection may be up. */
  connect(): void {
    this.proof.connect();
  }

  /** Connects anew without transforms. */
  leave(): void {
    this.connections.prepare(null);
  }

  /** Where packets go. Gives whether that connection is still up. */
  look(): Promise<boolean> {
    return this.proof.look(() => this.connections.connection.peek());
  }

  /** All that flows was seen to go and come under these keys, and nothing under former ones is under way. */
  isProven(keys: Keys): boolean {
    const pc = this.connections.connection.peek();
    return pc !== null && this.retired.length === 0 && this.proof.holds(pc, keys);
  }

  /** Something that flows comes in the clear. */
  comesClear(): boolean {
    const pc = this.connections.connection.peek();
    return pc !== null && this.proof.fails(pc);
  }

  private tell(told: Told): void {
    this.worker?.postMessage(told);
  }

  /** Before a call, so that its first frame waits for nothing: without a key all frames pass. */
  private prepare(worker: Worker): void {
    worker.addEventListener("message", ({ data }: MessageEvent<Heard>) => {
      if (data === "behind") {
        this.acts.behind();
        return;
      }
      this.proof.hear(data);
      this.acts.changed();
    });
    this.connections.prepare((pc, layout) => {
      attach(pc, worker, this.proof.number(pc), layout);
    }, configuration());
  }
}
