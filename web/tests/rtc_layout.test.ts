import { describe, expect, it } from "vitest";
import {
  FORMER,
  LAYOUT,
  linesFor,
  othersIn,
  retryDelay,
  slotOf,
  sparing,
  tracksBySlot,
  withoutPictures,
} from "../src/rtc_layout";

describe("the layout of an offer", () => {
  it("of a server of the version before has all 14 m-lines in its order", () => {
    expect(FORMER.map((place) => place.name)).toEqual([
      ...["microphone", "camera", "screen"],
      ...["audio0", "audio1", "audio2", "audio3", "audio4"],
      ...["video0", "video1", "video2", "video3", "video4"],
      "screen0",
    ]);
  });

  it("begins with a call of two; more come in pairs behind it", () => {
    const names = (others: number) => LAYOUT.slice(0, linesFor(others)).map((place) => place.name);
    const two = ["microphone", "camera", "screen", "audio0", "video0", "screen0", "audio1"];
    expect(names(1)).toEqual(two);
    expect(names(2)).toEqual([...two, "video1"]);
    expect(names(3)).toEqual([...two, "video1", "audio2", "video2"]);
    expect([5, 6].map(linesFor)).toEqual([14, 14]);
    expect(new Set(LAYOUT)).toEqual(new Set(LAYOUT.slice(0, 14)));
    expect([...LAYOUT].sort((a, b) => a.name.localeCompare(b.name))).toEqual(
      [...FORMER].sort((a, b) => a.name.localeCompare(b.name)),
    );
  });

  it("is as long as a call's slots need", () => {
    expect(othersIn({})).toBe(1);
    expect(othersIn({ audio0: "director", video0: "director", screen0: "director" })).toBe(1);
    expect(othersIn({ audio0: "director", audio2: "third" })).toBe(3);
  });

  it.each([
    ["whole", LAYOUT],
    ["in the order of the version before", FORMER],
  ])("maps received tracks to slots, %s", (_, layout) => {
    const transceivers = layout.map((place) => ({ receiver: { track: { id: place.name } as MediaStreamTrack } }));
    const tracks = tracksBySlot(layout, transceivers);
    expect(tracks.size).toBe(11);
    expect(tracks.get("video0")?.id).toBe("video0");
    expect(tracks.get("screen0")?.id).toBe("screen0");
  });
});

it("a call's slots say which one is looked at", () => {
  expect(slotOf("video", { audio1: "director", video1: "director" }, 0)).toBe("video1");
  expect(slotOf("audio", {}, 0)).toBe("audio0");
  const three = { audio0: "director", video0: "director", audio1: "second", video1: "second" };
  expect(slotOf("audio", three, 1)).toBe("audio1");
  expect(slotOf("video", three, 0)).toBe("video0");
  expect(slotOf("video", {}, 1)).toBe("video1");
});

it("attempts come slower and slower, up to 8 s", () => {
  expect([0, 1, 2, 3, 4, 9].map(retryDelay)).toEqual([500, 1000, 2000, 4000, 8000, 8000]);
});

it("sends of an offer what the server reads", () => {
  const mid = "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid";
  const arrivals = "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
  const time = "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";
  const others = ["a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level", "a=rtcp-fb:111 transport-cc"];
  const streams = ["a=msid:- 1", "a=ssrc:7 msid:- 1", "a=rtcp:9 IN IP4 0.0.0.0", "a=ice-options:trickle"];
  const all = [mid, arrivals, time, ...others, ...streams, "a=extmap-allow-mixed"];
  const offer = (...extensions: string[][]) =>
    [
      "v=0",
      ...[
        "m=audio 9\r\na=sendonly",
        "m=video 9\r\na=sendonly",
        "m=audio 9\r\na=recvonly",
        "m=video 9\r\na=recvonly",
      ].flatMap((section, n) => [section, ...(extensions[n] ?? []), "a=rtcp-mux"]),
      "",
    ].join("\r\n");
  const spared = offer([mid, arrivals], [mid, arrivals], [mid], [mid, time]);
  expect(sparing(offer(all, all, all, all))).toBe(spared.replaceAll("\r\n", "\n"));
});

it("says no address of the device, which stands in a later offer", () => {
  const gathered = [
    "m=audio 51234 UDP/TLS/RTP/SAVPF 111",
    "c=IN IP4 192.168.1.7",
    "a=candidate:1 1 udp 2122260223 192.168.1.7 51234 typ host",
    "a=end-of-candidates",
    "m=video 0 UDP/TLS/RTP/SAVPF 96",
  ];
  expect(sparing(gathered.join("\r\n")).split("\n")).toEqual([
    "m=audio 9 UDP/TLS/RTP/SAVPF 111",
    "c=IN IP4 0.0.0.0",
    "m=video 0 UDP/TLS/RTP/SAVPF 96",
  ]);
});

it("takes from an answer the pictures that nobody expects, and nothing else", () => {
  const section = (kind: string, direction: string, stream: string[]) =>
    [`m=${kind} 9 UDP/TLS/RTP/SAVPF 96`, `a=${direction}`, "a=rtcp-mux", ...stream, ""].join("\r\n");
  const of = (stream: string[], rested: boolean) =>
    LAYOUT.map(({ kind, direction }) => {
      if (direction === "sendonly") return section(kind, "recvonly", []);
      return rested && kind === "video" ? section(kind, "inactive", []) : section(kind, "sendonly", stream);
    }).join("");
  const head = "v=0\r\na=ice-lite\r\n";
  const stream = ["a=msid:one two", "a=ssrc-group:FID 1 2", "a=ssrc:1 cname:one", "a=ssrc:2 cname:one"];
  expect(withoutPictures(head + of(stream, false))).toBe(head + of(stream, true));
});
