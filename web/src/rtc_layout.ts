export type SendName = "microphone" | "camera" | "screen";
export type SlotName = `audio${0 | 1 | 2 | 3 | 4}` | `video${0 | 1 | 2 | 3 | 4}` | "screen0";

export interface Place {
  name: SendName | SlotName;
  kind: "audio" | "video";
  direction: "sendonly" | "recvonly";
}

const NUMBERS = [0, 1, 2, 3, 4] as const;
const sends = (name: SendName): Place => ({
  name,
  kind: name === "microphone" ? "audio" : "video",
  direction: "sendonly",
});
const sound = (n: (typeof NUMBERS)[number]): Place => ({ name: `audio${n}`, kind: "audio", direction: "recvonly" });
const picture = (n: (typeof NUMBERS)[number]): Place => ({ name: `video${n}`, kind: "video", direction: "recvonly" });
const SCREEN: Place = { name: "screen0", kind: "video", direction: "recvonly" };

export const SEND_NAMES: readonly SendName[] = ["microphone", "camera", "screen"];
const SENT = SEND_NAMES.map(sends);

/** The order of this page's m-lines: a connection has the first of them, for as many people as it was needed for. */
export const LAYOUT: readonly Place[] = [
  ...SENT,
  sound(0),
  picture(0),
  SCREEN,
  ...NUMBERS.slice(1).flatMap((n) => [sound(n), picture(n)]),
];

/** All m-lines in the one order that a server of the version before knows. */
export const FORMER: readonly Place[] = [...SENT, ...NUMBERS.map(sound), ...NUMBERS.map(picture), SCREEN];

/**
 * M-lines for a call with so many others. There are two receivers of each kind from the start: where there is one, browsers take a
 * stream that they do not know yet for its (RFC 8843, 9.2), and a slot that is being added may be sent before its answer is applied.
 */
export function linesFor(others: number): number {
  return Math.min(LAYOUT.length, Math.max(7, 4 + 2 * others));
}

/** How many others these slots are for. */
export function othersIn(slots: Readonly<Record<string, string>>): number {
  return Math.max(1, ...Object.keys(slots).map((name) => (name === "screen0" ? 1 : Number(name.slice(5)) + 1)));
}

/** The tracks that arrive, by slot. */
export function tracksBySlot(
  layout: readonly Place[],
  transceivers: readonly { receiver: { track: MediaStreamTrack } }[],
): ReadonlyMap<SlotName, MediaStreamTrack> {
  const found = new Map<SlotName, MediaStreamTrack>();
  layout.forEach((place, index) => {
    const transceiver = transceivers[index];
    if (place.direction === "recvonly" && transceiver) found.set(place.name as SlotName, transceiver.receiver.track);
  });
  return found;
}

/** The slot of a kind in which the call has this one of its other parties; where it names none, the usual one. */
export function slotOf(kind: "audio" | "video", slots: Readonly<Record<string, string>>, party: number): SlotName {
  const named = Object.keys(slots)
    .filter((name) => name.startsWith(kind))
    .sort();
  return (named[party] ?? `${kind}${party}`) as SlotName;
}

/**
 * What a camera's encoder may begin with, in bit/s. Below it Chromium drops the first frames of a picture of 640x480 and begins
 * again with a smaller one (`VideoStreamEncoder::DropDueToSize`): the first picture would come late. A lower cap holds all the
 * same: the server asks for it as soon as more is sent.
 */
const TO_BEGIN_WITH = 300_000;

/** The encoder's own limit, given the camera's cap. */
export function encoderLimit(cap: number, low: boolean): number {
  return low ? cap : Math.max(cap, TO_BEGIN_WITH);
}

/** Milliseconds to wait before the n-th new attempt (n from 0). */
export function retryDelay(n: number): number {
  return Math.min(8000, 500 * 2 ** n);
}

/**
 * Milliseconds that the n-th attempt in a row may take (n from 0). Two in vain are over within 15 s, when the telephone is offered;
 * a line that is only slow gets more time with each.
 */
export function attemptLimit(n: number): number {
  return Math.min(9000, 5000 + 2000 * n);
}

const MID = "urn:ietf:params:rtp-hdrext:sdes:mid";
const ARRIVALS = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
const SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";

/**
 * What an ICE-lite server on one port never asks: where reports would go apart, that addresses trickle, names of streams; and addresses
 * of this device, which stand in a later offer.
 */
const NEEDLESS =
  /^a=(rtcp:|ice-options:|rtcp-xr:|extmap-allow-mixed|msid:|msid-semantic:|ssrc:\d+ msid:|candidate:|end-of-candidates)/;

/**
 * The offer as it is sent: without feedback, and with only the header extensions that the server takes: of what is sent those
 * that tell what arrives, of pictures that come the time they were sent. The rest is half of its text, and a telephone on prepaid
 * data sends it at each connection; JSON writes the end of a line with two characters less without its CR.
 */
export function sparing(sdp: string): string {
  return sdp
    .split(/^(?=m=)/m)
    .map((section) => {
      const sends = section.includes("a=sendonly");
      const wanted = [MID, sends ? ARRIVALS : section.startsWith("m=video") ? SEND_TIME : MID];
      const kept = (line: string) => wanted.some((name) => line.endsWith(name));
      return section
        .split("\r\n")
        .filter((line) => !NEEDLESS.test(line) && (!/^a=(extmap|rtcp-fb):/.test(line) || kept(line)))
        .map((line) => line.replace(/^c=.*/, "c=IN IP4 0.0.0.0").replace(/^(m=\w+) [1-9]\d* /, "$1 9 "))
        .join("\n");
    })
    .join("");
}

const OF_A_STREAM = /^a=(ssrc|ssrc-group|msid):/;

/** The server's answer for a page that expects no picture: these sections are there, and inactive. */
export function withoutPictures(answer: string): string {
  const [head = "", ...sections] = answer.split(/^(?=m=)/m);
  const rested = sections.map((section) => {
    if (!section.startsWith("m=video") || !/^a=sendonly\r?$/m.test(section)) return section;
    const lines = section.split("\r\n").filter((line) => !OF_A_STREAM.test(line));
    return lines.map((line) => (line === "a=sendonly" ? "a=inactive" : line)).join("\r\n");
  });
  return [head, ...rested].join("");
}
