import { LAYOUT } from "../rtc_layout";

type Packets = ReadonlyMap<number, number>;
type Report = Iterable<Record<string, unknown>>;

/** Packets that went or came so far, by the place in the layout (W3C webrtc-stats). Firefox 153 names no `mid` of what goes out. */
async function packetsOf(pc: RTCPeerConnection): Promise<Packets> {
  const found = new Map<number, number>();
  const transceivers = pc.getTransceivers();
  const [came, ...went] = await Promise.all([
    pc.getStats(),
    ...transceivers.map(({ sender }) => (sender.track ? sender.getStats() : null)),
  ]);
  const note = (at: number, packets: unknown) => {
    if (typeof packets === "number" && LAYOUT[at]) found.set(at, packets);
  };
  went.forEach((report, at) => {
    for (const one of (report?.values() ?? []) as Report) note(at, one.type === "outbound-rtp" && one.packetsSent);
  });
  for (const one of came.values() as unknown as Report) {
    const at = transceivers.findIndex(({ mid }) => mid === one.mid);
    note(at, one.type === "inbound-rtp" && one.packetsReceived);
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
