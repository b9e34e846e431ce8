import { signal } from "@preact/signals";
import {
  attemptLimit,
  FORMER,
  LAYOUT,
  linesFor,
  othersIn,
  retryDelay,
  type SendName,
  type SlotName,
} from "./rtc_layout";
import { Peer, type Prepare, type SendOffer } from "./rtc_peer";

/** `unsupported`: this browser has no WebRTC. */
export type LinkState = "idle" | "connecting" | "connected" | "unsupported";

/** A camera's cap until the first view says it, in bit/s. */
export const CAP = 240_000;
const DISCONNECTED_MS = 3000;
/** A direct way that has not answered for so long is perhaps none: a way by the relays is tried beside it. */
const RELAY_MS = 300;

/**
 * The page's media connection: one for the whole stay (design, section 7).
 *
 * Starting and stopping to send only replaces a track; calls and moves only change what arrives in which slot. People for whom it
 * has no slots get some by a further negotiation of the same connection. When it dies, or another run of the media worker answers, a
 * new one is made; the old one is closed once the new one is there.
 */
export class MediaLink {
  readonly state = signal<LinkState>("idle");
  /** The connection that is up: for what it counts, and what its senders may spend. */
  readonly connection = signal<RTCPeerConnection | null>(null);
  readonly tracks = signal<ReadonlyMap<SlotName, MediaStreamTrack>>(new Map());
  /** Attempts in a row that led to no connection. */
  readonly failed = signal(0);
  /** The last attempt was refused because too many are connected: nothing is wrong with this network. */
  readonly full = signal(false);
  private readonly outgoing = new Map<SendName, MediaStreamTrack | null>();
  private live: Peer | null = null;
  private next: Peer | null = null;
  /** The same by the relays: the first of both that is there is kept. */
  private beside: Peer | null = null;
  private boot: string | null = null;
  /** This network may need it: for as long as the page stays. */
  private relayed = false;
  private resting = false;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private prepared: Prepare | null = null;
  /** What connections of that kind are made with besides. */
  private configuration: RTCConfiguration = {};
  private lines = linesFor(1);
  /** The server is one of the version before. */
  private former = false;

  constructor(
    private readonly sendOffer: SendOffer,
    private readonly maxBitrate: () => number = () => CAP,
    /** Used once a connection without them failed: everybody else would take up a place at them for nothing. */
    private readonly relays: readonly RTCIceServer[] = [],
  ) {}

  /** Says which run of the media worker answers now (`null`: none, or no connection is wanted). Call it with each view. */
  want(boot: string | null): void {
    const changed = boot !== this.boot;
    this.boot = boot;
    if (boot === null) return;
    if (changed) {
      this.failed.value = 0;
      this.former = false;
    } else if (this.retry !== undefined) return;
    const present = this.next ?? this.live;
    // Only a change counts: an answer may come from a newer run than the last view has heard of.
    const outdated = changed && present?.boot != null && present.boot !== boot;
    if (!present || outdated || present.refused) this.start();
  }

  /** Sends this track in place of what was sent; `null` stops sending. Holds for later connections too. */
  send(name: SendName, track: MediaStreamTrack | null): void {
    if ((this.outgoing.get(name) ?? null) === track) return;
    this.outgoing.set(name, track);
    for (const peer of this.all()) peer.apply(name, track);
  }

  /**
   * Whether no picture is expected. Receivers of pictures report each second that nothing came: in half an hour of waiting more
   * than all the rest. At rest there are none; the server is not asked, its answer holds either way.
   */
  rest(resting: boolean): void {
    this.resting = resting;
    this.followAll();
  }

  /** Says who is or may soon be in the slots, before `want`. There may be others; a connection keeps what it has. */
  need(slots: Readonly<Record<string, string>>, others = 1): void {
    this.lines = linesFor(Math.max(othersIn(slots), others));
    this.followAll();
  }

  /** Makes a new connection in place of the present one, which stays until the new one is there. */
  renew(): void {
    if (this.boot !== null && this.live && !this.next) this.start();
  }

  /**
   * Does this with each new connection before it is negotiated, which then says that it encrypts; the present one is replaced.
   * `null`: no more. `configuration`: what these are made with besides.
   */
  prepare(work: Prepare | null, configuration: RTCConfiguration = {}): void {
    this.prepared = work;
    this.configuration = configuration;
    if (this.boot !== null) this.start();
  }

  /** Nothing is being negotiated on the connection that is up. */
  get settled(): boolean {
    return this.live?.settled ?? false;
  }

  /** Tries at once what would be tried later: the way to the server is back. */
  again(): void {
    if (this.boot === null) return;
    if (this.live?.pc.connectionState === "connected" && this.retry === undefined) return;
    this.failed.value = 0;
    this.start();
  }

  close(): void {
    clearTimeout(this.retry);
    this.retry = undefined;
    this.boot = null;
    this.failed.value = 0;
    this.full.value = false;
    for (const peer of this.all()) this.drop(peer);
    this.live = this.next = this.beside = null;
    this.connection.value = null;
    this.state.value = "idle";
  }

  private start(): void {
    clearTimeout(this.retry);
    this.retry = undefined;
    for (const peer of [this.next, this.beside]) this.drop(peer);
    this.next = this.beside = null;
    if (typeof RTCPeerConnection === "undefined") {
      this.state.value = "unsupported";
      return;
    }
    // A connection that lacks slots alone says that this network is good.
    const blocked = this.failed.peek() > 0 && !this.full.peek() && !this.live?.refused;
    this.relayed ||= blocked && this.relays.length > 0;
    const peer = this.attempt();
    this.next = peer;
    if (!this.live) this.state.value = "connecting";
    void this.negotiate(peer).catch(() => this.fail(peer));
  }

  private attempt(): Peer {
    const iceServers = this.relayed ? [...this.relays] : [];
    const pc = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle", ...this.configuration });
    const peer = new Peer(pc, this.former ? FORMER : LAYOUT.slice(0, this.lines), this.prepared);
    peer.timer = setTimeout(() => this.fail(peer), attemptLimit(this.failed.peek()));
    pc.addEventListener("connectionstatechange", () => this.onState(peer));
    return peer;
  }

  private goBeside(direct: Peer): void {
    const answered = /^(connected|completed)$/.test(direct.pc.iceConnectionState);
    if (direct !== this.next || this.relayed || answered) return;
    this.relayed = true;
    const peer = this.attempt();
    this.beside = peer;
    void this.negotiate(peer).catch(() => this.fail(peer));
  }

  private all(): Peer[] {
    return [this.live, this.next, this.beside].filter((peer) => peer !== null);
  }

  private async negotiate(peer: Peer): Promise<void> {
    const answer = await peer.begin(this.sendOffer, this.maxBitrate(), this.outgoing);
    if (!this.all().includes(peer)) return;
    this.full.value = answer === "full";
    if (answer === "former" && !this.former) {
      this.former = true;
      this.start();
      return;
    }
    if (!answer || typeof answer === "string") {
      this.fail(peer);
      return;
    }
    await peer.take(this.resting, answer);
    if (!this.relayed && this.relays.length > 0) setTimeout(() => this.goBeside(peer), RELAY_MS);
    await this.follow(peer);
  }

  private followAll(): void {
    for (const peer of this.all()) void this.follow(peer).catch(() => this.fail(peer));
  }

  /** One change at a time; what is wanted meanwhile comes next. */
  private async follow(peer: Peer): Promise<void> {
    while (peer.settled && this.all().includes(peer)) {
      // One that another is to replace gets no more slots: the other has them.
      if (peer === this.live && !this.next && !peer.has(this.lines)) await this.grow(peer);
      else if (peer.differs(this.resting)) await peer.turn(this.resting);
      else return;
    }
  }

  /** Where more slots are refused, another connection is made, which has them; while no worker answers, once one does. */
  private async grow(peer: Peer): Promise<void> {
    await peer.grow(this.lines, this.sendOffer, this.resting);
    if (!this.all().includes(peer)) return;
    if (!peer.refused) this.tracks.value = peer.tracks();
    else if (!this.next && this.boot !== null) this.start();
  }

  private onState(peer: Peer): void {
    const state = peer.pc.connectionState;
    if (state === "connected") this.onConnected(peer);
    else if (state === "failed" || state === "closed") this.fail(peer);
    else if (state === "disconnected" && peer === this.live) {
      clearTimeout(peer.timer);
      peer.timer = setTimeout(() => this.fail(peer), DISCONNECTED_MS);
    }
  }

  private onConnected(peer: Peer): void {
    clearTimeout(peer.timer);
    this.failed.value = 0;
    this.full.value = false;
    if (peer !== this.live) {
      // It answered after all: the next connection needs no relay.
      if (this.beside && peer === this.next) this.relayed = false;
      for (const other of this.all()) if (other !== peer) this.drop(other);
      this.live = peer;
      this.next = this.beside = null;
      this.tracks.value = peer.tracks();
      this.connection.value = peer.pc;
    }
    this.state.value = "connected";
    this.followAll();
  }

  private fail(peer: Peer): void {
    if (!this.all().includes(peer)) return;
    if (peer === this.next || peer === this.beside) {
      this.next = peer === this.next ? this.beside : this.next;
      this.beside = null;
    }
    if (peer === this.live) this.live = this.connection.value = null;
    this.drop(peer);
    if (!this.live) this.state.value = this.boot === null ? "idle" : "connecting";
    if (this.next || this.retry !== undefined) return;
    this.retry = setTimeout(
      () => {
        this.retry = undefined;
        if (this.boot !== null && !this.next) this.start();
      },
      retryDelay(this.failed.value++),
    );
  }

  private drop(peer: Peer | null): void {
    if (!peer) return;
    clearTimeout(peer.timer);
    peer.pc.close();
  }
}
