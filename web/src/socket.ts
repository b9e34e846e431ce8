import { signal } from "@preact/signals";
import { io } from "socket.io-client";
import { gettext } from "./i18n";
import { newId } from "./ids";
import { page } from "./page";
import type { Ack, Code, Problem } from "./protocol";
import { Silence } from "./silence";

export type Connection = "connecting" | "online" | "offline" | "refused";

/** The part of a Socket.IO socket that we use. */
export interface SocketLike {
  readonly connected: boolean;
  readonly active: boolean;
  connect(): unknown;
  disconnect(): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: the library's own listener type
  on(event: string, listener: (...args: any[]) => void): unknown;
  timeout(ms: number): { emit(event: string, payload: object, done: (error: unknown, ack: Ack) => void): unknown };
}

/** Bytes of the page's own lines so far, both ways, without the headers of the network. */
export const lineBytes = { count: 0 };

interface Pending {
  event: string;
  payload: object;
  giveUp: ReturnType<typeof setTimeout>;
  done: (ack: Ack) => void;
}

const ACK_TIMEOUT_MS = 8000;
const GIVE_UP_MS = 60_000;
const RETRY_MS = 2500;
const ENDED_RETRY_MS = 500;
const AGAIN_MS = 1500;
/** Of a short WebSocket message: its own head, and those of TLS, TCP and IP. */
const FRAME_BYTES = 80;
/** No retry helps with these: the person must sign in, or take a number, first. */
const FINAL: ReadonlySet<string> = new Set<Code>([
  "sign_in_needed",
  "ticket_needed",
  "ticket_elsewhere",
  "room_elsewhere",
  "relative_link_unknown",
  "forbidden",
  "foreign_origin",
]);
/** Told to the person, and tried again slowly: there is no session at this moment. */
const CLOSED: ReadonlySet<string> = new Set<Code>(["session_closed", "queue_closed", "session_not_open_yet"]);
const CLOSED_RETRY_MS = 15_000;

/**
 * One namespace's line to the server: it says events, hears messages, and knows in what state the connection is.
 *
 * A command whose acknowledgement was lost is sent again with the same `command_id` once the connection is back, so that
 * nothing that a person did is lost and nothing happens twice.
 */
export class Line<Says extends object, Hears extends object> {
  readonly connection = signal<Connection>("connecting");
  readonly refusal = signal<Problem | null>(null);
  private readonly pending = new Map<string, Pending>();

  /** `whyRefused`: what stands against this line, asked when the connection could not be opened at all. */
  constructor(
    private readonly socket: SocketLike,
    private readonly whyRefused: () => Promise<Problem | null> = () => Promise.resolve(null),
    private readonly silence: Silence | null = null,
  ) {
    socket.on("connect", () => this.onConnect());
    socket.on("disconnect", () => this.onLoss());
    socket.on("connect_error", (error: Error & { data?: Problem }) => void this.onError(error.data));
  }

  hear<E extends keyof Hears & string>(event: E, handler: (message: Hears[E]) => void): void {
    this.socket.on(event, handler);
  }

  /** Called at each connection, the first one included. */
  onConnected(handler: () => void): void {
    this.socket.on("connect", handler);
  }

  /**
   * Says something that changes state, until it is acknowledged, a minute has passed, or the connection is refused for
   * good; with or without a connection. Never rejects.
   */
  command<E extends keyof Says & string>(event: E, payload: Omit<Says[E], "command_id">): Promise<Ack> {
    const command_id = newId();
    const refusal = this.connection.peek() === "refused" ? this.refusal.peek() : null;
    if (refusal) return Promise.resolve(failed(refusal));
    return new Promise((done) => {
      const giveUp = setTimeout(() => this.settle(command_id, unavailable()), GIVE_UP_MS);
      this.pending.set(command_id, { event, payload: { ...payload, command_id }, giveUp, done });
      if (this.socket.connected) this.transmit(command_id);
    });
  }

  /** Asks once; without a connection, or when no answer comes, the answer is the problem `unavailable`. */
  ask<E extends keyof Says & string>(event: E, payload: Says[E] & object, timeoutMs = ACK_TIMEOUT_MS): Promise<Ack> {
    if (!this.socket.connected) return Promise.resolve(unavailable());
    return new Promise((done) => {
      this.socket.timeout(timeoutMs).emit(event, payload, (error, ack) => done(error ? unavailable() : ack));
    });
  }

  /** Whether it is to be found out soon that the connection is gone. */
  matters(on: boolean): void {
    this.silence?.matters(on);
  }

  /** Connects now instead of at the next try: the network or the page has just come back. */
  wake(): void {
    if (this.socket.connected || this.connection.value === "refused") return;
    // While the library waits for its next try, or for an answer by a network that is gone, `connect` alone does nothing.
    this.socket.disconnect();
    this.socket.connect();
  }

  /** Connects anew: this connection is gone, although nobody said so. */
  anew(): void {
    this.silence?.over();
    this.wake();
  }

  private transmit(id: string): void {
    const item = this.pending.get(id);
    if (!item) return;
    this.socket.timeout(ACK_TIMEOUT_MS).emit(item.event, item.payload, (error, ack) => {
      const away = error || ack.problem?.code === "unavailable";
      if (!away) this.settle(id, ack);
      else if (error && this.socket.connected) this.transmit(id);
      // A part of the service is away for a moment: the same again, with the same id.
      else if (!error) setTimeout(() => this.socket.connected && this.transmit(id), AGAIN_MS);
    });
  }

  private settle(id: string, ack: Ack): void {
    const item = this.pending.get(id);
    if (!item) return;
    this.pending.delete(id);
    clearTimeout(item.giveUp);
    item.done(ack);
  }

  private onConnect(): void {
    this.connection.value = "online";
    this.refusal.value = null;
    for (const id of [...this.pending.keys()]) this.transmit(id);
  }

  private onLoss(): void {
    this.connection.value = "offline";
    // After a disconnection by the server the library does not come back by itself.
    // It ends a socket whose right to be here is over: the next try says why, and the page must not seem alive until then.
    if (!this.socket.active) this.later(ENDED_RETRY_MS);
  }

  /** A namespace says why it refuses; browsers do not tell pages why a handshake was refused. */
  private async onError(problem: Problem | undefined): Promise<void> {
    this.onRefused(problem);
    if (problem) return;
    const why = await this.whyRefused();
    if (why && FINAL.has(why.code) && !this.socket.connected) this.onRefused(why);
  }

  private onRefused(problem: Problem | undefined): void {
    if (problem && FINAL.has(problem.code)) {
      this.connection.value = "refused";
      this.refusal.value = problem;
      this.socket.disconnect();
      for (const id of [...this.pending.keys()]) this.settle(id, failed(problem));
      return;
    }
    this.connection.value = "offline";
    const closed = problem !== undefined && CLOSED.has(problem.code);
    if (closed) this.refusal.value = problem;
    if (!this.socket.active) this.later(closed ? CLOSED_RETRY_MS : RETRY_MS);
  }

  private later(ms = RETRY_MS): void {
    // Spread, so that a restarted server does not meet everybody in the same instant.
    setTimeout(() => this.wake(), ms * (0.5 + Math.random()));
  }
}

function unavailable(): Ack {
  const message = gettext("The service did not answer. Please try again in a moment.");
  return failed({ code: "unavailable", message, params: {}, fields: {} });
}

function failed(problem: Problem): Ack {
  return { ok: false, result: {}, problem };
}

async function whyRefused(): Promise<Problem | null> {
  try {
    const headers = { Accept: "application/json" };
    const signal = AbortSignal.timeout(ACK_TIMEOUT_MS);
    const answer = await fetch(`/conexion${page().namespace}`, { method: "POST", headers, signal });
    if (answer.ok) return null;
    const { code, message, what_to_do, params, fields } = await answer.json();
    return { code, message: `${message} ${what_to_do}`, params, fields };
  } catch {
    return null; // no network: the next try shows
  }
}

/** Opens the line of this page, and comes back at once when the network or the page does. */
export function openLine<Says extends object, Hears extends object>(): Line<Says, Hears> {
  const socket = io(page().namespace, {
    transports: ["websocket"],
    reconnectionDelay: 500,
    reconnectionDelayMax: 4000,
    timeout: 8000,
  });
  const silence = new Silence(() => socket.io.engine.close());
  socket.io.on("open", () => {
    silence.heard();
    socket.io.engine.on("packet", () => silence.heard());
    const count = (packet: { data?: unknown }) => {
      lineBytes.count += FRAME_BYTES + (typeof packet.data === "string" ? packet.data.length : 0);
    };
    socket.io.engine.on("packet", count);
    socket.io.engine.on("packetCreate", count);
  });
  const line = new Line<Says, Hears>(socket, whyRefused, silence);
  addEventListener("online", () => line.wake());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") line.wake();
  });
  return line;
}
