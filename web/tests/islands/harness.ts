import type { Line } from "../../src/socket";
import { Line as RealLine } from "../../src/socket";
import { FakeSocket } from "../fake_socket";

/** A connected line whose far end is the test. */
export function connectedLine<Says extends object, Hears extends object>(): {
  socket: FakeSocket;
  line: Line<Says, Hears>;
} {
  const socket = new FakeSocket();
  const line = new RealLine<Says, Hears>(socket);
  socket.goOnline();
  return { socket, line };
}

/** Nobody has touched the page, so nothing may sound; happy-dom has no AudioContext either. */
export function untouchedPage(): void {
  Object.defineProperty(navigator, "userActivation", { value: { hasBeenActive: false }, configurable: true });
  Object.assign(globalThis, { scrollTo: () => undefined, isSecureContext: true });
}

/** Texts of late parts are the English ones of the scripts. */
export function noLateTexts(): void {
  globalThis.fetch = async () => new Response("{}");
}
