/** By which way media go: by datagrams straight to the media worker, over TCP, or by a relay. */
export type Way = "direct" | "tcp" | "relay";

/**
 * Of a connection's statistics (W3C webrtc-stats); `null` while nothing is chosen. The transport names the pair in use;
 * where a browser leaves that out, it is the nominated one. A pair's state says nothing: it is `in-progress` during each check.
 */
export function wayOf(report: Iterable<Record<string, unknown>>): Way | null {
  const all = [...report];
  const chosen = all.find((one) => one.type === "transport" && one.selectedCandidatePairId)?.selectedCandidatePairId;
  const used = all.find(
    (one) => one.type === "candidate-pair" && (chosen ? one.id === chosen : one.nominated === true),
  );
  const here = used && all.find((one) => one.id === used.localCandidateId);
  if (!here) return null;
  if (here.candidateType === "relay") return "relay";
  return here.protocol === "tcp" ? "tcp" : "direct";
}

/** A call with picture needs so much upwards, in bit/s. */
export const ENOUGH = 150_000;
const PROBE_OCTETS = 32 << 10;
const LONGEST_MS = 6000;

/** What the line carries upwards, in bit/s; `null` where it cannot be found out. */
export async function uplink(): Promise<number | null> {
  const send = async (octets: number) => {
    const began = performance.now();
    // Random octets: nothing on the way makes them fewer.
    const body = crypto.getRandomValues(new Uint8Array(octets));
    const answer = await fetch("/subida", { method: "POST", body, signal: AbortSignal.timeout(LONGEST_MS) });
    if (!answer.ok) throw new Error(String(answer.status));
    return performance.now() - began;
  };
  try {
    // The first opens the connection, and says how long an answer takes by itself.
    const empty = Math.min(await send(1), await send(1));
    return (8000 * PROBE_OCTETS) / Math.max(1, (await send(PROBE_OCTETS)) - empty);
  } catch (error) {
    return error instanceof DOMException && error.name === "TimeoutError" ? (8000 * PROBE_OCTETS) / LONGEST_MS : null;
  }
}
