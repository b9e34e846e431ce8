import { signal } from "@preact/signals";
import { newId } from "./ids";
import {
  attemptLimit,
  encoderLimit,
  LAYOUT,
  retryDelay,
  SEND_NAMES,
  type SendName,
  type SlotName,
  sparing,
  tracksBySlot,
  withoutPictures,
} from "./rtc_layout";

/** `unsupported`: this browser has no WebRTC. */
export type LinkState = "idle" | "connecting" | "connected" | "unsupported";
export interface Answer {
  sdp: string;
  boot: string;
}
/** Sends the one offer; `null` when it was refused or no answer came, `full` when there is no place for one more now. */
export type SendOffer = (offer: { peer_id: string; sdp: string; encrypts?: true }) => Promise<Answer | "full" | null>;

/** A camera's cap until the first view says it, in bit/s. */
export const CAP = 240_000;
const DISCONNECTED_MS = 3000;
/** A direct way that has not answered for so long is perhaps none: a way by the relays is tried beside it. */
const RELAY_MS = 300;

interface Peer {
  pc: RTCPeerConnection;
  boot: string | null;
  /** As the server gave it. */
  answer: string | null;
  /** How it was applied last; `null` while it is being applied. */
  resting: boolean | null;
  /** Pictures were expected on it. */
  woken: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * The page's media connection: one negotiation for the whole stay (design, section 7).
 *
 * Starting and stopping to send only replaces a track; calls, moves and new parties only change what arrives in which
 * slot. When the connection dies, or another run of the media worker answers, a new one is made; the old one is closed
 * once the new one is there.
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
  private prepared: ((pc: RTCPeerConnection) => void) | null = null;

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
    if (changed) this.failed.value = 0;
    else if (this.retry !== undefined) return;
    const present = this.next ?? this.live;
    // Only a change counts: an answer may come from a newer run than the last view has heard of.
    const outdated = changed && present?.boot != null && present.boot !== boot;
    if (!present || outdated) this.start();
  }

  /** Sends this track in place of what was sent; `null` stops sending. Holds for later connections too. */
  send(name: SendName, track: MediaStreamTrack | null): void {
    if ((this.outgoing.get(name) ?? null) === track) return;
    this.outgoing.set(name, track);
    for (const peer of this.all()) this.apply(peer.pc, name);
  }

  /**
   * Whether no picture is expected. Receivers of pictures report each second that nothing came: in half an hour of waiting more
   * than all the rest. At rest there are none; the server is not asked, its answer holds either way.
   */
  rest(resting: boolean): void {
    this.resting = resting;
    for (const peer of this.all()) void this.follow(peer).catch(() => this.fail(peer));
  }

  /** Makes a new connection in place of the present one, which stays until the new one is there. */
  renew(): void {
    if (this.boot !== null && this.live && !this.next) this.start();
  }

  /**
   * Does this with each new connection before it is negotiated, which then says that it encrypts; the present one is replaced.
   * `null`: no more.
   */
  prepare(work: ((pc: RTCPeerConnection) => void) | null): void {
    this.prepared = work;
    if (this.boot !== null) this.start();
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
    this.relayed ||= this.failed.peek() > 0 && !this.full.peek() && this.relays.length > 0;
    const peer = this.attempt();
    this.next = peer;
    if (!this.live) this.state.value = "connecting";
    void this.negotiate(peer).catch(() => this.fail(peer));
  }

  private attempt(): Peer {
    const iceServers = this.relayed ? [...this.relays] : [];
    const pc = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle" });
    const peer: Peer = { pc, boot: null, answer: null, resting: null, woken: false, timer: undefined };
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
    const { pc } = peer;
    for (const place of LAYOUT) {
      const transceiver = pc.addTransceiver(place.kind, {
        direction: place.direction,
        ...this.encodings(place.name),
      });
      preferCodecs(transceiver, place.kind);
    }
    this.prepared?.(pc);
    for (const name of SEND_NAMES) this.apply(pc, name);
    await pc.setLocalDescription();
    // No wait for candidates: the server is ICE-lite and learns our address from our own checks.
    const sdp = sparing(pc.localDescription?.sdp ?? "");
    const answer = await this.sendOffer({ peer_id: newId(), sdp, ...(this.prepared && { encrypts: true }) });
    if (!this.all().includes(peer)) return;
    this.full.value = answer === "full";
    if (!answer || answer === "full") {
      this.fail(peer);
      return;
    }
    peer.boot = answer.boot;
    peer.answer = answer.sdp;
    await this.take(peer);
    if (!this.relayed && this.relays.length > 0) setTimeout(() => this.goBeside(peer), RELAY_MS);
    await this.follow(peer);
  }

  /** Applies the answer as it is wanted now. */
  private async take(peer: Peer): Promise<void> {
    const resting = this.rests(peer);
    peer.resting = null;
    const sdp = resting ? withoutPictures(peer.answer ?? "") : (peer.answer ?? "");
    await peer.pc.setRemoteDescription({ type: "answer", sdp });
    peer.resting = resting;
    peer.woken ||= !resting;
  }

  /**
   * Only before the first picture: what rested between two calls is shown by no video element any more, although it is decoded
   * (Chromium 156).
   */
  private rests(peer: Peer): boolean {
    return this.resting && !peer.woken;
  }

  /** One change at a time; what is wanted meanwhile comes next. */
  private async follow(peer: Peer): Promise<void> {
    while (peer.resting !== null && peer.resting !== this.rests(peer) && this.all().includes(peer)) {
      peer.resting = null;
      await peer.pc.setLocalDescription();
      await this.take(peer);
    }
  }

  /** The screen's stream is inactive until it is shown: an active one without a picture takes half of the camera's bits. */
  private encodings(name: SendName | SlotName): RTCRtpTransceiverInit {
    if (name === "camera") return { sendEncodings: [{ maxBitrate: encoderLimit(this.maxBitrate(), false) }] };
    return name === "screen" ? { sendEncodings: [{ active: false }] } : {};
  }

  private apply(pc: RTCPeerConnection, name: SendName): void {
    const sender = pc.getTransceivers()[LAYOUT.findIndex((place) => place.name === name)]?.sender;
    const track = this.outgoing.get(name) ?? null;
    // A connection that closed meanwhile refuses; its successor takes the track from `outgoing`.
    void sender?.replaceTrack(track).catch(() => undefined);
    if (sender && name === "screen") void activate(sender, track !== null).catch(() => undefined);
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
      this.tracks.value = tracksBySlot(peer.pc.getTransceivers());
      this.connection.value = peer.pc;
    }
    this.state.value = "connected";
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

async function activate(sender: RTCRtpSender, active: boolean): Promise<void> {
  const parameters = sender.getParameters();
  if (parameters.encodings.every((encoding) => encoding.active === active)) return;
  for (const encoding of parameters.encodings) encoding.active = active;
  await sender.setParameters(parameters);
}

/**
 * Only what the server forwards, and the retransmission of it (rtx): a browser's full list in 14 m-lines would be a needless
 * 50 kB.
 */
function preferCodecs(transceiver: RTCRtpTransceiver, kind: "audio" | "video"): void {
  const wanted = kind === "audio" ? ["audio/opus"] : ["video/vp8", "video/rtx"];
  const codecs = RTCRtpReceiver.getCapabilities(kind)?.codecs.filter((codec) =>
    wanted.includes(codec.mimeType.toLowerCase()),
  );
  if (codecs?.length) transceiver.setCodecPreferences?.(codecs);
}
