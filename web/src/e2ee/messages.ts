import { fromBase64url, toBase64url, utf8 } from "./bytes";

/** What members tell each other by the server, which relays and understands nothing of it. */
export type Message =
  /** `all`: the transcript of all commitments that it has; empty until it has each. */
  | { say: "commit"; round: string; commitment: string; all: string }
  | { say: "reveal"; transcript: string; publicKey: string; nonce: string }
  /** `sealed`: a `Secret`, for one member alone. */
  | { say: "sealed"; transcript: string; sealed: string }
  /** The sender agrees no more and sends in the clear, until somebody begins anew. */
  | { say: "give_up" }
  /** `sealed`: a `Said`, for all who have the sender's key `kid`. */
  | { say: "words"; kid: string; counter: string; sealed: string };

/**
 * `key`: the sender's frames are under it once all have it who are `among` (as `roundOf`). `have`: that it came. `done`: from now
 * on no frame but under this key.
 */
export type Secret =
  | { say: "key"; kid: string; base: string; among: string }
  | { say: "have"; kid: string }
  | { say: "done"; kid: string };

/**
 * `text`: somebody wrote it. `came`: it came. `kept`: the message `of` is in the case now. `typing`: all of the sender's field while they
 * type, which nobody answers.
 */
export type Said =
  | { say: "typing"; text: string }
  | { say: "text"; id: string; text: string }
  | { say: "came"; id: string }
  | { say: "kept"; id: string; of: string };

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  commit: ["round", "commitment", "all"],
  reveal: ["transcript", "publicKey", "nonce"],
  sealed: ["transcript", "sealed"],
  give_up: [],
  key: ["kid", "base", "among"],
  have: ["kid"],
  done: ["kid"],
  words: ["kid", "counter", "sealed"],
  text: ["id", "text"],
  came: ["id"],
  kept: ["id", "of"],
  typing: ["text"],
};

export function encode(message: Message): string {
  return toBase64url(utf8(JSON.stringify(message)));
}

/** `null`: not one of these. */
export function decode(body: string): Message | null {
  try {
    const found = parse(new TextDecoder().decode(fromBase64url(body)), [
      "commit",
      "reveal",
      "sealed",
      "give_up",
      "words",
    ]);
    return found as Message | null;
  } catch {
    return null;
  }
}

export function decodeSecret(text: string): Secret | null {
  return parse(text, ["key", "have", "done"]) as Secret | null;
}

export function decodeSaid(text: string): Said | null {
  return parse(text, ["text", "came", "kept", "typing"]) as Said | null;
}

function parse(text: string, kinds: readonly string[]): object | null {
  try {
    const found = JSON.parse(text) as Record<string, unknown> | null;
    const kind = found?.say;
    if (typeof kind !== "string" || !kinds.includes(kind)) return null;
    return FIELDS[kind]?.every((name) => typeof found?.[name] === "string") ? found : null;
  } catch {
    return null;
  }
}
