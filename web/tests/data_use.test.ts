import { describe, expect, it } from "vitest";
import { bytesOf, Counter, rate } from "../src/data_use";
import { LAYOUT } from "../src/rtc_layout";
import { sendingOf, shapeSending } from "../src/sending";
import { Stillness, signsOfLife } from "../src/watchdog";
import { FakePeer } from "./fake_peer";

describe("what a page costs", () => {
  it("counts the headers of the network with each packet", () => {
    const transport = { type: "transport", bytesSent: 1000, bytesReceived: 2000, packetsSent: 10, packetsReceived: 20 };
    expect(bytesOf([transport, { type: "inbound-rtp", bytesReceived: 9 }])).toBe(3000 + 30 * 28);
  });

  it("takes the pairs of addresses where a browser has no transports, and neither twice", () => {
    const pair = { type: "candidate-pair", bytesSent: 100, bytesReceived: 200 };
    expect(bytesOf([pair])).toBe(300);
    expect(bytesOf([pair, { type: "transport", bytesSent: 150, bytesReceived: 200 }])).toBe(350);
    expect(bytesOf([{ type: "codec" }])).toBeNull();
  });

  it("goes on with the next connection, and never backwards", () => {
    const counter = new Counter();
    const [first, second] = [{}, {}];
    for (const [source, bytes] of [
      [first, 100],
      [first, 150],
      [second, 40],
      [second, 30],
      [second, 60],
    ] as const)
      counter.add(source, bytes);
    expect(counter.total).toBe(210);
  });

  it("says what a minute costs once there is something to compare", () => {
    expect(rate([{ at: 0, bytes: 5 }])).toBeNull();
    expect(
      rate([
        { at: 0, bytes: 0 },
        { at: 6000, bytes: 500_000 },
      ]),
    ).toBe(5_000_000);
  });
});

describe("how camera and microphone are sent", () => {
  it("puts the sound first, and with less data sends a smaller and slower picture", () => {
    const low = sendingOf({ limit: 100_000, pictureFirst: false, low: true, narrow: false });
    expect(low.camera).toMatchObject({
      maxBitrate: 100_000,
      scaleResolutionDownBy: 2,
      maxFramerate: 12,
      priority: "low",
    });
    expect(low.microphone).toMatchObject({ priority: "high" });
  });

  it("makes a voice that has the line alone smaller, and leaves the picture's sender as it is", () => {
    const [wide, narrow] = [false, true].map((one) =>
      sendingOf({ limit: 240_000, pictureFirst: false, low: false, narrow: one }),
    );
    expect([wide?.microphone.maxBitrate, narrow?.microphone.maxBitrate]).toEqual([24_000, 16_000]);
    expect(narrow?.camera).toEqual(wide?.camera);
  });

  it("lets the first picture be of full size whatever the cap, which the server holds, but for less data", () => {
    const sent = (limit: number, low: boolean) =>
      sendingOf({ limit, pictureFirst: false, low, narrow: false }).camera.maxBitrate;
    expect([sent(240_000, false), sent(500_000, false), sent(85_000, true)]).toEqual([300_000, 500_000, 85_000]);
  });

  it("with signs puts the picture first, and keeps at least 20 of them a second whatever it may cost", () => {
    for (const low of [false, true]) {
      const signs = sendingOf({ limit: 100_000, pictureFirst: true, low, narrow: false });
      expect(signs.camera.maxFramerate).toBeGreaterThanOrEqual(20);
      expect([signs.camera.priority, signs.microphone.priority]).toEqual(["high", "low"]);
      expect(signs.microphone.maxBitrate).toBeLessThan(32_000);
    }
  });
});

describe("senders", () => {
  const usual = { limit: 300_000, pictureFirst: false, low: false, narrow: false };

  /** A connection whose camera counts how often it is told something. */
  function connection(refuses = 0) {
    const peer = new FakePeer({});
    for (const { kind } of LAYOUT) peer.addTransceiver(kind, {});
    const camera = peer.transceivers[1]?.sender;
    const said: object[] = [];
    if (camera)
      camera.setParameters = async (parameters) => {
        said.push(parameters);
        if (said.length <= refuses) throw new Error("later");
      };
    return { pc: peer as unknown as RTCPeerConnection, said };
  }

  it("are told only what is new: an encoder that is told anything begins anew", async () => {
    const { pc, said } = connection();
    await shapeSending(pc, usual);
    await shapeSending(pc, usual);
    expect(said).toHaveLength(1);
    await shapeSending(pc, { ...usual, low: true });
    await shapeSending(pc, usual);
    expect(said).toHaveLength(3);
  });

  it("are told again what they refused", async () => {
    const { pc, said } = connection(1);
    await shapeSending(pc, usual);
    await shapeSending(pc, usual);
    expect(said).toHaveLength(2);
  });
});

describe("a connection that stands still", () => {
  /** Everything that moved was packets. */
  const flow = (n: number) => ({ flow: n, life: n });

  it("is known by packets that come and by checks that are answered", () => {
    const report = [
      { type: "inbound-rtp", packetsReceived: 7 },
      { type: "candidate-pair", responsesReceived: 3, bytesReceived: 100 },
      { type: "outbound-rtp", packetsSent: 99 },
    ];
    expect(signsOfLife(report)).toEqual({ flow: 107, life: 110 });
    expect(signsOfLife([{ type: "outbound-rtp", packetsSent: 99 }])).toBeNull();
  });

  it("is replaced after six seconds, and again only after some more", () => {
    const still = new Stillness();
    expect(still.look(flow(1), 0)).toBe(false);
    expect(still.look(flow(2), 5000)).toBe(false);
    expect(still.look(flow(2), 10_900)).toBe(false);
    expect(still.look(flow(2), 11_000)).toBe(true);
    expect(still.look(flow(2), 12_000)).toBe(false);
    expect(still.look(flow(2), 15_000)).toBe(true);
    expect(still.look(flow(3), 16_000)).toBe(false);
  });

  it("is replaced after little more than a second where packets came all the time, also soon after it was made", () => {
    for (const looks of [3, 8]) {
      const still = new Stillness();
      for (let n = 0; n <= looks; n++) expect(still.look(flow(n), n * 400)).toBe(false);
      const last = looks * 400;
      expect(still.look(flow(looks), last + 1100)).toBe(false);
      expect(still.look(flow(looks), last + 1200)).toBe(true);
      expect(still.look(flow(looks), last + 5100)).toBe(false);
      expect(still.look(flow(looks), last + 5200)).toBe(true);
    }
  });

  it("has as much patience as its usual pauses ask for, and at most six seconds", () => {
    const still = new Stillness();
    for (let n = 0; n <= 8; n++) still.look(flow(n), n * 1000);
    expect(still.look(flow(8), 9900)).toBe(false);
    expect(still.look(flow(8), 10_000)).toBe(true);
    const quiet = new Stillness();
    for (let n = 0; n <= 8; n++) quiet.look(flow(n), n * 5000);
    expect(quiet.look(flow(8), 45_900)).toBe(false);
    expect(quiet.look(flow(8), 46_000)).toBe(true);
  });

  it("is not judged by checks that come often at first, where nobody sends anything", () => {
    const still = new Stillness();
    for (let n = 0; n <= 20; n++) expect(still.look({ flow: 0, life: n }, n * 400)).toBe(false);
    expect(still.look({ flow: 0, life: 20 }, 13_900)).toBe(false);
    expect(still.look({ flow: 0, life: 20 }, 14_000)).toBe(true);
  });

  it("knows nothing of the connection before", () => {
    const still = new Stillness();
    for (let n = 0; n <= 8; n++) still.look(flow(n), n * 400);
    still.forget();
    expect(still.look(flow(1), 4000)).toBe(false);
    expect(still.look(flow(1), 9900)).toBe(false);
    expect(still.look(flow(1), 10_000)).toBe(true);
  });

  it("is not judged where a browser tells nothing", () => {
    const still = new Stillness();
    for (const at of [0, 10_000, 20_000]) expect(still.look(null, at)).toBe(false);
  });
});
