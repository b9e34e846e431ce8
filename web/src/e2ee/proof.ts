import { LAYOUT } from "../rtc_layout";
import { Flows } from "./flows";
import type { Keys } from "./key_exchange";
import type { Sealed } from "./worker_messages";

/** What shows that streams of the page's connections go and come sealed, or do not. */
export class Proof {
  /** Under which key each stream goes, by its connection and place; `null`: in the clear. */
  private readonly sealed = new Map<string, bigint | null>();
  /** The number of each connection, by which the worker names it. */
  private readonly numbers = new WeakMap<RTCPeerConnection, number>();
  private made = 0;
  private readonly flows = new Flows();
  /** Where packets go on the connection that is up; `null`: not known yet. */
  private flowing: ReadonlySet<number> | null = null;

  /** By which the worker is to name this connection. */
  number(pc: RTCPeerConnection): number {
    const number = this.numbers.get(pc) ?? ++this.made;
    this.numbers.set(pc, number);
    return number;
  }

  hear({ connection, at, kid }: Sealed): void {
    this.sealed.set(`${connection} ${at}`, kid);
  }

  /** Forgets under which keys streams go. Which go in the clear is kept: the worker tells it once. */
  forget(): void {
    for (const [place, kid] of this.sealed) if (kid !== null) this.sealed.delete(place);
  }

  /** Another connection may be up: where packets go on it is to be looked at. */
  connect(): void {
    this.flowing = null;
  }

  /** Where packets go on the connection that is up. Gives whether it still is. */
  async look(up: () => RTCPeerConnection | null): Promise<boolean> {
    const pc = up();
    const flowing = pc && (await this.flows.look(pc).catch(() => null));
    if (pc !== up()) return false;
    this.flowing = flowing;
    return true;
  }

  /**
   * Sealed frames under these keys went out and came in on this connection, in each stream of it in which packets go. It may be
   * agreed otherwise, and all go in the clear: a browser that gives the worker no frames says nothing (Chromium 156, transforms
   * set after the first offer).
   */
  holds(pc: RTCPeerConnection, keys: Keys): boolean {
    if (!this.flowing) return false;
    const places = (direction: string) =>
      [...LAYOUT.keys()].filter((at) => {
        const kid = this.kid(pc, at);
        return LAYOUT[at]?.direction === direction && kid != null && [keys.own, ...keys.theirs].includes(kid);
      });
    const [out, into] = [places("sendonly"), places("recvonly")];
    const sends = pc.getTransceivers().some(({ sender }) => sender.track !== null);
    const all = [...this.flowing].every((at) => out.includes(at) || into.includes(at));
    return all && into.length > 0 && (out.length > 0 || !sends);
  }

  /** Something that flows comes in the clear. */
  fails(pc: RTCPeerConnection): boolean {
    return [...(this.flowing ?? [])].some((at) => LAYOUT[at]?.direction === "recvonly" && this.kid(pc, at) === null);
  }

  private kid(pc: RTCPeerConnection, at: number): bigint | null | undefined {
    return this.sealed.get(`${this.numbers.get(pc)} ${at}`);
  }
}
