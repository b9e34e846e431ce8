import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MediaLink } from "../src/rtc";
import { FORMER, LAYOUT } from "../src/rtc_layout";
import type { Answer, Offered } from "../src/rtc_peer";
import { FakePeer } from "./fake_peer";

const track = (id: string) => ({ id }) as MediaStreamTrack;
const flip = { sendonly: "recvonly", recvonly: "sendonly" };
let offers: string[];
let answer: Answer | "full" | null;
let link: MediaLink;

beforeEach(() => {
  vi.useFakeTimers();
  FakePeer.made = [];
  vi.stubGlobal("RTCPeerConnection", FakePeer);
  vi.stubGlobal("RTCRtpReceiver", { getCapabilities: () => null });
  offers = [];
  answer = { sdp: "answer", boot: "b1" };
  link = new MediaLink(async (offer) => {
    offers.push(offer.peer_id);
    return answer;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);
const last = () => FakePeer.made.at(-1) as FakePeer;

async function connect(boot = "b1"): Promise<FakePeer> {
  link.want(boot);
  await settle();
  last().become("connected");
  return last();
}

describe("one negotiation for the stay", () => {
  it("offers the m-lines of a call of two without any ICE server, the camera limited", async () => {
    const peer = await connect();
    expect(peer.configuration.iceServers).toEqual([]);
    expect(peer.transceivers).toHaveLength(7);
    expect(peer.transceivers[1]?.init.sendEncodings).toEqual([{ maxBitrate: 300_000 }]);
    expect(link.state.value).toBe("connected");
    expect(link.tracks.value.get("video0")).toMatchObject({ id: "video-4" });
  });

  it("is not repeated by further views of the same run", async () => {
    await connect();
    link.want("b1");
    link.want("b1");
    await settle();
    expect(offers).toHaveLength(1);
  });

  it("is made anew, prepared before it is offered, when encryption asks for it; the old one stays until the new one is there", async () => {
    const said: (boolean | undefined)[] = [];
    link = new MediaLink(async ({ encrypts }) => {
      said.push(encrypts);
      return answer;
    });
    const before = await connect();
    const prepared: [unknown, number][] = [];
    const besides = { iceCandidatePoolSize: 1 };
    link.prepare((pc) => prepared.push([pc, (pc as unknown as FakePeer).described]), besides);
    await settle();
    expect(prepared).toEqual([[last(), 0]]);
    expect(last().configuration).toMatchObject({ ...besides, iceServers: [] });
    expect(link.connection.value).toBe(before);
    last().become("connected");
    expect(link.connection.value).toBe(last());
    expect(before.connectionState).toBe("closed");
    link.prepare(null);
    await settle();
    expect(last().configuration).not.toHaveProperty("iceCandidatePoolSize");
    expect(said).toEqual([undefined, true, undefined]);
  });

  it("keeps the screen's stream inactive until a screen is shown", async () => {
    const peer = await connect();
    const active = () => peer.transceivers[2]?.sender.getParameters().encodings.map((each) => each.active);
    expect(active()).toEqual([false]);
    link.send("screen", track("screen"));
    expect(active()).toEqual([true]);
    link.send("screen", null);
    expect(active()).toEqual([false]);
  });

  it("starts and stops sending by replacing tracks", async () => {
    const peer = await connect();
    link.send("camera", track("cam"));
    expect(peer.transceivers[1]?.sender.track).toEqual({ id: "cam" });
    link.send("camera", null);
    expect(peer.transceivers[1]?.sender.track).toBeNull();
    expect(offers).toHaveLength(1);
  });
});

describe("somebody more in the call", () => {
  const TWO = { audio0: "director", video0: "director" };
  const THREE = { ...TWO, audio1: "second", video1: "second" };
  let said: Offered[];
  let answers: (Answer | "former" | null)[];
  const answering = async (offer: Offered) => {
    said.push(offer);
    return answers.length > 0 ? (answers.shift() ?? null) : { sdp: `answer ${said.length}`, boot: "b1" };
  };
  beforeEach(() => {
    said = [];
    answers = [];
    link = new MediaLink(answering);
  });

  it("gets slots on the same connection, which keeps them", async () => {
    const peer = await connect();
    link.need(TWO);
    await settle();
    expect(said).toHaveLength(1);
    link.need(THREE);
    link.need(THREE);
    await settle();
    expect(FakePeer.made).toEqual([peer]);
    expect(said.map(({ peer_id }) => peer_id)).toEqual([said[0]?.peer_id, said[0]?.peer_id]);
    expect(said.map(({ boot }) => boot)).toEqual([undefined, "b1"]);
    expect(said[1]?.slots).toEqual([...(said[0]?.slots ?? []), "video1"]);
    expect(peer.transceivers).toHaveLength(8);
    expect(peer.remote?.sdp).toBe("answer 2");
    expect(link.tracks.value.get("video1")).toMatchObject({ id: "video-7" });
    link.need(TWO);
    link.need(THREE);
    await settle();
    expect(said).toHaveLength(2);
  });

  it("has slots from the first offer on where they are needed by then, and those who are awaited", async () => {
    link.need(THREE);
    expect((await connect()).transceivers).toHaveLength(8);
    link.need(TWO, 3);
    await settle();
    expect(said[1]?.slots?.slice(-2)).toEqual(["audio2", "video2"]);
  });

  it("waits for a connection and for what is being negotiated", async () => {
    link.want("b1");
    await settle();
    link.need(THREE);
    await settle();
    expect(said).toHaveLength(1);
    last().become("connected");
    link.need({ ...THREE, audio2: "third", video2: "third" });
    await settle();
    expect(said.map(({ slots }) => slots?.length)).toEqual([7, 8, 10]);
  });

  it("has what it receives prepared before it is offered", async () => {
    const prepared: [number, number][] = [];
    link.prepare((pc, layout) => prepared.push([layout.length, (pc as unknown as FakePeer).described]));
    await connect();
    link.need(THREE);
    await settle();
    expect(prepared).toEqual([
      [7, 0],
      [8, 1],
    ]);
    expect(said.map(({ encrypts }) => encrypts)).toEqual([true, true]);
  });

  it.each([
    ["refused", null],
    ["answered by another run", { sdp: "other", boot: "b2" }],
  ])(
    "comes with another connection where more slots are %s; the old one stays until it is there",
    async (_, refusal) => {
      const old = await connect();
      answers = [refusal];
      link.need(THREE);
      await settle();
      expect(FakePeer.made).toHaveLength(2);
      expect(old.connectionState).toBe("connected");
      expect(old.remote?.sdp).toBe("answer 1");
      expect(last().transceivers).toHaveLength(8);
      expect(said[2]?.boot).toBeUndefined();
      expect(said[2]?.peer_id).not.toBe(said[0]?.peer_id);
      last().become("connected");
      await settle();
      expect(old.connectionState).toBe("closed");
      expect(said).toHaveLength(3);
    },
  );

  it("comes with another connection once a worker answers again, where none did", async () => {
    const old = await connect();
    link.want(null);
    answers = [null];
    link.need(THREE);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(FakePeer.made).toEqual([old]);
    link.want("b1");
    await settle();
    expect(said[2]?.slots).toHaveLength(8);
    last().become("connected");
    await settle();
    link.want("b1");
    await settle();
    expect(said).toHaveLength(3);
  });

  it("costs nobody the connection that is up where the browser refuses the answer, and is no sign of a bad network", async () => {
    link = new MediaLink(answering, undefined, [{ urls: "turn:relay" }]);
    const old = await connect();
    old.setRemoteDescription = () => Promise.reject(new DOMException("refused"));
    link.need(THREE);
    await settle();
    expect(old.connectionState).toBe("connected");
    last().become("failed");
    await vi.advanceTimersByTimeAsync(500);
    expect(FakePeer.made).toHaveLength(3);
    expect(last().configuration.iceServers).toEqual([]);
    expect(old.connectionState).toBe("connected");
  });

  it("gets none on a connection that is being replaced", async () => {
    await connect();
    link.renew();
    link.need(THREE);
    await settle();
    expect(said.map(({ boot }) => boot)).toEqual([undefined, undefined]);
    last().become("connected");
    await settle();
    expect(said.at(-1)).toMatchObject({ boot: "b1", peer_id: said[1]?.peer_id });
  });

  it("needs nothing of a server of the version before, which gets all in its order until another run answers", async () => {
    answers = ["former"];
    const peer = await connect();
    expect(said.map(({ slots }) => slots?.length)).toEqual([7, undefined]);
    expect(peer.transceivers.map(({ kind }) => kind)).toEqual(FORMER.map(({ kind }) => kind));
    expect(link.failed.value).toBe(0);
    link.need(THREE);
    await settle();
    expect(said).toHaveLength(2);
    expect(link.tracks.value.get("video1")).toMatchObject({ id: "video-9" });
    link.want("b2");
    await settle();
    expect(said[2]?.slots).toHaveLength(8);
  });

  it("is given up as any attempt where all m-lines are refused too", async () => {
    answers = ["former", "former"];
    link.want("b1");
    await settle();
    expect(said).toHaveLength(2);
    expect(link.failed.value).toBe(1);
  });
});

describe("a network that lets no UDP through", () => {
  const RELAY = { urls: ["turns:turn.example.mx"], username: "1:a", credential: "b" };

  it("gets a relay once a connection without it failed, and keeps it", async () => {
    link = new MediaLink(async () => answer, undefined, [RELAY]);
    link.want("b1");
    await settle();
    expect(last().configuration.iceServers).toEqual([]);
    last().become("failed");
    await vi.advanceTimersByTimeAsync(1000);
    expect(FakePeer.made).toHaveLength(2);
    expect(last().configuration.iceServers).toEqual([RELAY]);
    last().become("connected");
    link.renew();
    await settle();
    expect(last().configuration.iceServers).toEqual([RELAY]);
  });
});

describe("a direct way that does not answer", () => {
  const RELAY = { urls: ["turns:turn.example.mx"], username: "1:a", credential: "b" };
  beforeEach(async () => {
    link = new MediaLink(async () => answer, undefined, [RELAY]);
    link.send("microphone", track("mic"));
    link.want("b1");
    await settle();
  });
  const direct = () => FakePeer.made[0] as FakePeer;

  it("gets one by the relays beside it, and the first that is there is kept", async () => {
    await vi.advanceTimersByTimeAsync(299);
    expect(FakePeer.made).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(FakePeer.made).toHaveLength(2);
    expect(direct().connectionState).toBe("new");
    expect(last().configuration.iceServers).toEqual([RELAY]);
    expect(last().transceivers[0]?.sender.track).toEqual({ id: "mic" });
    last().become("connected");
    expect(direct().connectionState).toBe("closed");
    expect(link.connection.value).toBe(last());
    link.renew();
    await settle();
    expect(last().configuration.iceServers).toEqual([RELAY]);
  });

  it("is kept when it is there first, and the next one needs no relay", async () => {
    await vi.advanceTimersByTimeAsync(300);
    direct().become("connected");
    expect(last().connectionState).toBe("closed");
    link.renew();
    await settle();
    expect(last().configuration.iceServers).toEqual([]);
  });

  it("is left alone once it has answered", async () => {
    direct().iceConnectionState = "connected";
    await vi.advanceTimersByTimeAsync(1000);
    expect(FakePeer.made).toHaveLength(1);
  });

  it("fails without harm to the other, and both once", async () => {
    await vi.advanceTimersByTimeAsync(300);
    const relayed = last();
    direct().become("failed");
    expect(link.failed.value).toBe(0);
    relayed.become("failed");
    expect(link.failed.value).toBe(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(FakePeer.made).toHaveLength(3);
  });
});

describe("a new connection", () => {
  it("is made when another run of the worker answers, and takes over what is sent", async () => {
    const old = await connect();
    link.send("microphone", track("mic"));
    answer = { sdp: "answer", boot: "b2" };
    link.want("b2");
    await settle();
    expect(offers).toHaveLength(2);
    expect(old.connectionState).toBe("connected");
    last().become("connected");
    expect(old.connectionState).toBe("closed");
    expect(last().transceivers[0]?.sender.track).toEqual({ id: "mic" });
  });

  it("is not made for a view that lags behind the answer", async () => {
    answer = { sdp: "answer", boot: "b2" };
    await connect("b1");
    link.want("b1");
    link.want("b2");
    await settle();
    expect(offers).toHaveLength(1);
  });

  it("is made when the present one is said to stand still, which stays until it is there", async () => {
    const old = await connect();
    expect(link.connection.value).toBe(old);
    link.renew();
    link.renew();
    await settle();
    expect(offers).toHaveLength(2);
    expect(old.connectionState).toBe("connected");
    last().become("connected");
    expect(old.connectionState).toBe("closed");
    expect(link.connection.value).toBe(last());
    link.close();
    link.renew();
    expect(link.connection.value).toBeNull();
    expect(offers).toHaveLength(2);
  });

  it("is made at once when the page's line is back, where the last try had none", async () => {
    const old = await connect();
    answer = null;
    link.renew();
    await settle();
    answer = { sdp: "answer", boot: "b1" };
    link.again();
    await settle();
    expect(offers).toHaveLength(3);
    expect(old.connectionState).toBe("connected");
    link.again();
    expect(offers).toHaveLength(3);
  });

  it("is made when the old one failed", async () => {
    const old = await connect();
    old.become("failed");
    expect(link.state.value).toBe("connecting");
    await vi.advanceTimersByTimeAsync(500);
    expect(offers).toHaveLength(2);
    expect(new Set(offers).size).toBe(2);
  });

  it("is made after three seconds of disconnection, not sooner", async () => {
    const old = await connect();
    old.become("disconnected");
    await vi.advanceTimersByTimeAsync(2900);
    expect(old.connectionState).toBe("disconnected");
    await vi.advanceTimersByTimeAsync(700);
    expect(offers).toHaveLength(2);
  });

  it("is not made when the disconnection heals", async () => {
    const old = await connect();
    old.become("disconnected");
    await vi.advanceTimersByTimeAsync(2000);
    old.become("connected");
    await vi.advanceTimersByTimeAsync(5000);
    expect(offers).toHaveLength(1);
    expect(link.state.value).toBe("connected");
  });

  it("is tried ever more slowly while nothing answers, whatever views come", async () => {
    answer = null;
    link.want("b1");
    await settle();
    for (let n = 0; n < 20; n++) link.want("b1");
    await settle();
    expect(offers).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(offers).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(999);
    expect(offers).toHaveLength(2);
  });

  it("is given up when it does not connect in time, the second time within 15 s, and gets more time with each", async () => {
    link.want("b1");
    await vi.advanceTimersByTimeAsync(4999);
    expect(offers).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(501);
    expect(FakePeer.made[0]?.connectionState).toBe("closed");
    expect(offers).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(7000);
    expect(link.failed.value).toBe(2);
    await vi.advanceTimersByTimeAsync(1000 + 8999);
    expect(link.failed.value).toBe(2);
  });
});

describe("a negotiation that breaks off", () => {
  const relay = { urls: ["turns:turn.example.mx"], username: "1:a", credential: "b" };
  const refused = new DOMException("refused");
  let breakOff: (() => void)[];
  beforeEach(() => {
    breakOff = [];
    link = new MediaLink(() => new Promise((_, no) => breakOff.push(() => no(refused))), undefined, [relay]);
  });

  it("takes nothing from the attempt that took its place", async () => {
    link.want("b1");
    await settle();
    link.again();
    await settle();
    expect(FakePeer.made).toHaveLength(2);
    breakOff[0]?.();
    await settle();
    expect(last().connectionState).toBe("new");
    expect(link.failed.value).toBe(0);
  });

  it("ends its connection also where that is the one in use by then", async () => {
    link = new MediaLink(async () => answer);
    let no = () => {};
    vi.spyOn(FakePeer.prototype, "setRemoteDescription").mockReturnValueOnce(
      new Promise((_, r) => (no = () => r(refused))),
    );
    const peer = await connect();
    no();
    await settle();
    expect(peer.connectionState).toBe("closed");
    await vi.advanceTimersByTimeAsync(500);
    expect(FakePeer.made).toHaveLength(2);
  });

  it("ends the way by the relays also where the direct one has failed before it", async () => {
    let offered = 0;
    const first = answer;
    link = new MediaLink(
      () => (offered++ ? new Promise((_, no) => breakOff.push(() => no(refused))) : Promise.resolve(first)),
      undefined,
      [relay],
    );
    link.want("b1");
    await vi.advanceTimersByTimeAsync(300);
    FakePeer.made[0]?.become("failed");
    expect(link.failed.value).toBe(0);
    breakOff[0]?.();
    await settle();
    expect(last().connectionState).toBe("closed");
    expect(link.failed.value).toBe(1);
  });
});

describe("at rest", () => {
  const whole = ["v=0", ...LAYOUT.map(({ kind, direction }) => `m=${kind} 9\r\na=${flip[direction]}`), ""].join("\r\n");
  const inactive = (peer: FakePeer) => peer.remote?.sdp.match(/a=inactive/g)?.length ?? 0;
  beforeEach(() => {
    answer = { sdp: whole, boot: "b1" };
  });

  it("has no receivers of pictures, and has them again without asking the server", async () => {
    link.rest(true);
    const peer = await connect();
    expect(inactive(peer)).toBe(6);
    link.rest(false);
    await settle();
    expect(peer.remote?.sdp).toBe(whole);
    expect(peer.described).toBe(2);
    link.rest(false);
    await settle();
    expect(peer.described).toBe(2);
    expect(offers).toHaveLength(1);
    expect(link.connection.value).toBe(peer);
  });

  it("follows what was wanted last, also while an answer is awaited or applied", async () => {
    link.rest(true);
    link.want("b1");
    link.rest(false);
    link.rest(true);
    await settle();
    expect(inactive(last())).toBe(6);
    last().become("connected");
    link.rest(false);
    link.rest(true);
    link.rest(false);
    await settle();
    expect(inactive(last())).toBe(0);
  });

  it("stays awake once pictures were expected, until another connection takes its place", async () => {
    link.rest(true);
    const peer = await connect();
    link.rest(false);
    await settle();
    link.rest(true);
    await settle();
    expect(inactive(peer)).toBe(0);
    expect(peer.described).toBe(2);
    link.renew();
    await settle();
    expect(last()).not.toBe(peer);
    expect(inactive(last())).toBe(6);
  });

  it("gives way to a new connection when a browser refuses", async () => {
    link.rest(true);
    const peer = await connect();
    peer.setRemoteDescription = () => Promise.reject(new DOMException("refused"));
    link.rest(false);
    await vi.advanceTimersByTimeAsync(500);
    expect(peer.connectionState).toBe("closed");
    expect(offers).toHaveLength(2);
    expect(inactive(last())).toBe(0);
  });
});

describe("where no media come", () => {
  it("the attempts that led nowhere are counted until one leads somewhere", async () => {
    link.want("b1");
    await settle();
    last().become("failed");
    await vi.advanceTimersByTimeAsync(500);
    last().become("failed");
    expect(link.failed.value).toBe(2);
    await vi.advanceTimersByTimeAsync(1000);
    last().become("connected");
    expect(link.failed.value).toBe(0);
  });

  it("a refusal for want of places is told apart from a bad network, needs no relay, and ends with a connection", async () => {
    const relay = { urls: ["turns:turn.example.mx"], username: "1:a", credential: "b" };
    link = new MediaLink(async () => answer, undefined, [relay]);
    answer = "full";
    link.want("b1");
    await settle();
    expect(link.full.value).toBe(true);
    answer = { sdp: "answer", boot: "b1" };
    link.again();
    await settle();
    expect(last().configuration.iceServers).toEqual([]);
    last().become("connected");
    expect(link.full.value).toBe(false);
  });

  it("it is tried at once when the way to the server is back, and a connection that is up is left alone", async () => {
    answer = null;
    link.want("b1");
    await vi.advanceTimersByTimeAsync(20_000);
    const before = offers.length;
    answer = { sdp: "answer", boot: "b1" };
    link.again();
    await settle();
    expect(offers).toHaveLength(before + 1);
    expect(link.failed.value).toBe(0);
    last().become("connected");
    link.again();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(offers).toHaveLength(before + 1);
  });

  it("a connection that is only called disconnected is replaced at once, too", async () => {
    const old = await connect();
    old.become("disconnected");
    link.again();
    await settle();
    expect(offers).toHaveLength(2);
  });

  it("a browser without WebRTC is told so, and throws nothing", async () => {
    vi.stubGlobal("RTCPeerConnection", undefined);
    link.want("b1");
    link.want("b1");
    await vi.advanceTimersByTimeAsync(20_000);
    expect(link.state.value).toBe("unsupported");
    expect(offers).toHaveLength(0);
    link.close();
    expect(link.state.value).toBe("idle");
  });
});

it("closing ends everything and stays ended", async () => {
  const peer = await connect();
  link.close();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(peer.connectionState).toBe("closed");
  expect(offers).toHaveLength(1);
  expect(link.state.value).toBe("idle");
});
