import type { Ack, Problem } from "../src/protocol";
import type { SocketLike } from "../src/socket";

interface Sent {
  event: string;
  payload: Record<string, unknown>;
  answer: (error: unknown, ack: Ack) => void;
}

/** The far end of a line in tests: it records what was said, and answers when the test says so. */
export class FakeSocket implements SocketLike {
  connected = false;
  active = true;
  connects = 0;
  disconnects = 0;
  readonly sent: Sent[] = [];
  private readonly listeners = new Map<string, ((...args: unknown[]) => void)[]>();

  connect(): void {
    this.connects++;
  }

  disconnect(): void {
    this.disconnects++;
  }

  // biome-ignore lint/suspicious/noExplicitAny: as in the interface
  on(event: string, listener: (...args: any[]) => void): void {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
  }

  timeout(): ReturnType<SocketLike["timeout"]> {
    return {
      emit: (event, payload, done) =>
        this.sent.push({ event, payload: payload as Record<string, unknown>, answer: done }),
    };
  }

  hears(event: string, ...args: unknown[]): void {
    for (const listener of this.listeners.get(event) ?? []) listener(...args);
  }

  goOnline(): void {
    this.connected = true;
    this.hears("connect");
  }

  goOffline(): void {
    this.connected = false;
    this.hears("disconnect", "transport close");
  }

  /** Acknowledges the last event that was said, or the last of this name. */
  ok(result: Record<string, unknown> = {}, event?: string): void {
    const said = this.sent.filter((one) => event === undefined || one.event === event);
    said.at(-1)?.answer(null, { ok: true, result, problem: null });
  }

  refuse(code: Problem["code"], message: string): void {
    this.sent.at(-1)?.answer(null, { ok: false, result: {}, problem: { code, message, params: {}, fields: {} } });
  }
}
