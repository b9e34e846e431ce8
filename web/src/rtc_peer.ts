import { newId } from "./ids";
import {
  encoderLimit,
  FORMER,
  LAYOUT,
  type Place,
  SEND_NAMES,
  type SendName,
  type SlotName,
  sparing,
  tracksBySlot,
  withoutPictures,
} from "./rtc_layout";

export interface Answer {
  sdp: string;
  boot: string;
}
export interface Offered {
  peer_id: string;
  sdp: string;
  encrypts?: true;
  /** What its m-lines are for; absent: all, in the order of the version before. */
  slots?: string[];
  /** Of the answer to the connection that it adds slots to. */
  boot?: string;
}
/**
 * Sends an offer; `null` when it was refused or no answer came, `full` when there is no place for one more now, `former` when this
 * server may be one of the version before, which knows no `slots`.
 */
export type SendOffer = (offer: Offered) => Promise<Answer | "full" | "former" | null>;
/** Does this with a connection whose m-lines are for these, before they are offered. */
export type Prepare = (pc: RTCPeerConnection, layout: readonly Place[]) => void;
export type Outgoing = ReadonlyMap<SendName, MediaStreamTrack | null>;

/** One connection: what its m-lines are for, what was answered, and how that is applied. */
export class Peer {
  timer: ReturnType<typeof setTimeout> | undefined;
  private readonly id = newId();
  /** As the server gave it. */
  private answer: Answer | null = null;
  /** How it was applied last; `null` while something is being negotiated. */
  private resting: boolean | null = null;
  /** Pictures were expected on it. */
  private woken = false;
  /** It was refused more slots: another connection has to bring them. */
  refused = false;

  constructor(
    readonly pc: RTCPeerConnection,
    private layout: readonly Place[],
    private readonly prepare: Prepare | null,
  ) {}

  get boot(): string | null {
    return this.answer?.boot ?? null;
  }

  get settled(): boolean {
    return this.resting !== null;
  }

  has(lines: number): boolean {
    return this.layout.length >= lines;
  }

  tracks(): ReadonlyMap<SlotName, MediaStreamTrack> {
    return tracksBySlot(this.layout, this.pc.getTransceivers());
  }

  /** Offers all that it is for; what is sent is there from the first packet on. */
  async begin(send: SendOffer, bitrate: number, outgoing: Outgoing): ReturnType<SendOffer> {
    this.add(bitrate);
    for (const name of SEND_NAMES) this.apply(name, outgoing.get(name) ?? null);
    return this.offer(send);
  }

  /** Offers more m-lines beside those that there are, and takes the answer; it is `refused` where server or browser do not. */
  async grow(lines: number, send: SendOffer, resting: boolean): Promise<void> {
    this.resting = null;
    this.layout = LAYOUT.slice(0, lines);
    this.refused = !(await this.grown(send, resting).catch(() => false));
  }

  private async grown(send: SendOffer, resting: boolean): Promise<boolean> {
    this.add(0);
    const answer = await this.offer(send);
    if (!answer || typeof answer === "string" || answer.boot !== this.boot) return false;
    await this.take(resting, answer);
    return true;
  }

  /** Applies an answer, without pictures where none is expected; the one it had where there is no new one. */
  async take(resting: boolean, answer = this.answer): Promise<void> {
    this.answer = answer;
    const rests = this.rests(resting);
    this.resting = null;
    const sdp = answer?.sdp ?? "";
    await this.pc.setRemoteDescription({ type: "answer", sdp: rests ? withoutPictures(sdp) : sdp });
    this.resting = rests;
    this.woken ||= !rests;
  }

  /** Whether pictures are expected that it has none of, or the other way round. */
  differs(resting: boolean): boolean {
    return this.resting !== this.rests(resting);
  }

  /** Applies its answer anew, as it is wanted now. */
  async turn(resting: boolean): Promise<void> {
    this.resting = null;
    await this.pc.setLocalDescription();
    await this.take(resting);
  }

  /** Sends this in place of what was sent. */
  apply(name: SendName, track: MediaStreamTrack | null): void {
    const sender = this.pc.getTransceivers()[SEND_NAMES.indexOf(name)]?.sender;
    // A connection that closed meanwhile refuses; its successor takes the track.
    void sender?.replaceTrack(track).catch(() => undefined);
    if (sender && name === "screen") void activate(sender, track !== null).catch(() => undefined);
  }

  /**
   * Only before the first picture: what rested between two calls is shown by no video element any more, although it is decoded
   * (Chromium 156).
   */
  private rests(resting: boolean): boolean {
    return resting && !this.woken;
  }

  private add(bitrate: number): void {
    for (const { name, kind, direction } of this.layout.slice(this.pc.getTransceivers().length)) {
      const transceiver = this.pc.addTransceiver(kind, { direction, ...encodings(name, bitrate) });
      preferCodecs(transceiver, kind);
    }
    this.prepare?.(this.pc, this.layout);
  }

  private async offer(send: SendOffer): ReturnType<SendOffer> {
    await this.pc.setLocalDescription();
    // No wait for candidates: the server is ICE-lite and learns our address from our own checks.
    return send({
      peer_id: this.id,
      sdp: sparing(this.pc.localDescription?.sdp ?? ""),
      ...(this.prepare && { encrypts: true }),
      ...(this.layout !== FORMER && { slots: this.layout.map(({ name }) => name) }),
      ...(this.boot && { boot: this.boot }),
    });
  }
}

/** The screen's stream is inactive until it is shown: an active one without a picture takes half of the camera's bits. */
function encodings(name: SendName | SlotName, bitrate: number): RTCRtpTransceiverInit {
  if (name === "camera") return { sendEncodings: [{ maxBitrate: encoderLimit(bitrate, false) }] };
  return name === "screen" ? { sendEncodings: [{ active: false }] } : {};
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
