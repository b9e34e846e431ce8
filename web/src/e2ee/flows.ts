import { LAYOUT } from "../rtc_layout";

type Packets = ReadonlyMap<number, number>;

/** Packets that went or came so far, by the place in the layout (W3C webrtc-stats). */
async function packetsOf(pc: RTCPeerConnection): Promise<Packets> {
  const found = new Map<number, number>();
  const places = pc.getTransceivers().map(({ mid }) => mid);
  for (const one of ((await pc.getStats()) as unknown as ReadonlyMap<string, Record<string, unknown>>).values()) {
    const packets = one.type === "outbound-rtp" ? one.packetsSent : one.type === "inbound-rtp" && one.packetsReceived;
    const at = places.indexOf(one.mid as string);
    if (typeof packets === "number" && LAYOUT[at]) found.set(at, packets);
  }
  return found;
}

/** Tells through which places of a connection packets go, from one look to the next. */
export class Flows {
  private source: RTCPeerConnection | null = null;
  private before: Packets = new Map();

  /** `null`: nothing to compare with yet. */
  async look(pc: RTCPeerConnection): Promise<ReadonlySet<number> | null> {
    const packets = await packetsOf(pc);
    const { source, before } = this;
    this.source = pc;
    this.before = packets;
    if (source !== pc) return null;
    return new Set([...packets].filter(([at, count]) => count > (before.get(at) ?? 0)).map(([at]) => at));
  }
}
