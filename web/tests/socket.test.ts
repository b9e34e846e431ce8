import { Transport } from "engine.io-client";
import { io } from "socket.io-client";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { CitizenHears, CitizenSays, Problem } from "../src/protocol";
import { Line, type SocketLike } from "../src/socket";
import { FakeSocket } from "./fake_socket";

let socket: FakeSocket;
let line: Line<CitizenSays, CitizenHears>;

function problem(code: Problem["code"]): Problem {
  return { code, message: "No", params: {}, fields: {} };
}

beforeEach(() => {
  socket = new FakeSocket();
  line = new Line(socket);
});

describe("a command", () => {
  it("is sent with an id of its own and settles with the acknowledgement", async () => {
    socket.goOnline();
    const answer = line.command("leave", { version: 3 });
    socket.ok();
    expect((await answer).ok).toBe(true);
    expect(socket.sent[0]?.payload).toMatchObject({ version: 3, command_id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  it("waits for the connection", () => {
    void line.command("leave", { version: 3 });
    expect(socket.sent).toHaveLength(0);
    socket.goOnline();
    expect(socket.sent).toHaveLength(1);
  });

  it("is said again with the same id when the connection was lost before the acknowledgement", async () => {
    socket.goOnline();
    const answer = line.command("accept", { version: 3 });
    socket.goOffline();
    socket.goOnline();
    expect(socket.sent).toHaveLength(2);
    expect(socket.sent[1]?.payload).toEqual(socket.sent[0]?.payload);
    socket.ok();
    expect((await answer).ok).toBe(true);
  });

  it("is said again with the same id when the acknowledgement does not come", () => {
    socket.goOnline();
    void line.command("accept", { version: 3 });
    socket.sent[0]?.answer(new Error("timeout"), undefined as never);
    expect(socket.sent[1]?.payload).toEqual(socket.sent[0]?.payload);
  });

  it("is said again with the same id when a part of the service is away for a moment", () => {
    vi.useFakeTimers();
    socket.goOnline();
    void line.command("accept", { version: 3 });
    socket.refuse("unavailable", "Away");
    vi.advanceTimersByTime(1500);
    expect(socket.sent[1]?.payload).toEqual(socket.sent[0]?.payload);
    vi.useRealTimers();
  });

  it.each(["online", "offline"])("is given up after a minute %s, in words, and is not said later", async (where) => {
    vi.useFakeTimers();
    if (where === "online") socket.goOnline();
    const settled = vi.fn();
    void line.command("accept", { version: 3 }).then(settled);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1000);
    expect(settled).toHaveBeenCalledWith(
      expect.objectContaining({ ok: false, problem: expect.objectContaining({ code: "unavailable" }) }),
    );
    const said = socket.sent.length;
    socket.goOffline();
    socket.goOnline();
    expect(socket.sent).toHaveLength(said);
    vi.useRealTimers();
  });

  it("leaves no timer behind when it was acknowledged", () => {
    vi.useFakeTimers();
    socket.goOnline();
    void line.command("accept", { version: 3 });
    socket.ok();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it("settles with the reason when the connection is refused for good, and so does what is said afterwards", async () => {
    const before = [line.command("accept", { version: 3 }), line.command("leave", { version: 3 })];
    socket.hears("connect_error", { data: { code: "ticket_needed", message: "No ticket" } });
    const answers = await Promise.all([...before, line.command("leave", { version: 3 })]);
    expect(answers.map((each) => each.problem?.code)).toEqual(["ticket_needed", "ticket_needed", "ticket_needed"]);
    expect(socket.sent).toHaveLength(0);
  });

  it("keeps the order of what was said while away", () => {
    void line.command("devices", { devices: "microphone" });
    void line.command("leave", { version: 3 });
    socket.goOnline();
    expect(socket.sent.map((each) => each.event)).toEqual(["devices", "leave"]);
  });
});

describe("a question", () => {
  it("is not kept while there is no connection", async () => {
    const ack = await line.ask("media_offer", { peer_id: "p", sdp: "v=0" });
    expect(ack.problem?.code).toBe("unavailable");
    socket.goOnline();
    expect(socket.sent).toHaveLength(0);
  });
});

describe("the state of the connection", () => {
  it("is told in all its changes", () => {
    expect(line.connection.value).toBe("connecting");
    socket.goOnline();
    expect(line.connection.value).toBe("online");
    socket.goOffline();
    expect(line.connection.value).toBe("offline");
  });

  it.each([
    ["the person has no ticket", "ticket_needed"],
    ["the link into a call is known no more", "relative_link_unknown"],
  ])("is refused for good when %s", (_, code) => {
    socket.hears("connect_error", { data: { code, message: "Nothing here" } });
    expect(line.connection.value).toBe("refused");
    expect(line.refusal.value?.message).toBe("Nothing here");
    line.wake();
    expect(socket.connects).toBe(0);
  });

  it("asks why a connection could not be opened at all, and is refused for good when the answer is final", async () => {
    const answers: (Problem | null)[] = [null, problem("unavailable"), problem("ticket_needed")];
    const asked = new Line(socket, () => Promise.resolve(answers.shift() ?? null));
    for (const state of ["offline", "offline", "refused"]) {
      socket.hears("connect_error", new Error("websocket error"));
      await Promise.resolve();
      await Promise.resolve();
      expect(asked.connection.value).toBe(state);
    }
    expect(asked.refusal.value?.code).toBe("ticket_needed");
    expect(socket.disconnects).toBe(1);
  });

  it("is not refused by an answer that comes when it is open again", async () => {
    const asked = new Line(socket, () => Promise.resolve(problem("ticket_needed")));
    socket.hears("connect_error", new Error("websocket error"));
    socket.goOnline();
    await Promise.resolve();
    await Promise.resolve();
    expect(asked.connection.value).toBe("online");
  });

  it("tells that there is no session, and tries again slowly", () => {
    vi.useFakeTimers();
    socket.active = false;
    socket.hears("connect_error", { data: { code: "session_closed", message: "Closed" } });
    expect(line.refusal.value?.message).toBe("Closed");
    vi.advanceTimersByTime(7000);
    expect(socket.connects).toBe(0);
    vi.advanceTimersByTime(16_000);
    expect(socket.connects).toBe(1);
    socket.goOnline();
    expect(line.refusal.value).toBeNull();
    vi.useRealTimers();
  });

  it("connects at once when the network is back, also while the library waits for its next try", async () => {
    let tried = 0;
    class Unreachable extends Transport {
      override get name() {
        return "websocket";
      }
      override doOpen() {
        tried++;
        setTimeout(() => this.onError("unreachable", null));
      }
      override doClose() {}
      override write() {}
    }
    vi.useFakeTimers();
    const real = io("http://unreachable.test", { transports: [Unreachable], reconnectionDelay: 4000 });
    const waits = new Line(real as unknown as SocketLike);
    await vi.advanceTimersByTimeAsync(1000);
    expect(tried).toBe(1);
    waits.wake();
    expect(tried).toBe(2);
    // And goes on trying by itself.
    await vi.advanceTimersByTimeAsync(20_000);
    expect(tried).toBeGreaterThan(2);
    real.disconnect();
    vi.useRealTimers();
  });

  it("tries again by itself when the server closed the connection", () => {
    vi.useFakeTimers();
    socket.goOnline();
    socket.active = false;
    socket.goOffline();
    vi.advanceTimersByTime(4000);
    expect(socket.connects).toBe(1);
    vi.useRealTimers();
  });
});
