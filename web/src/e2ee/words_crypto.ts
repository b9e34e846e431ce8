import { concat, digest, fromBase64url, toBase64url, utf8 } from "./bytes";
import { decodeSaid, type Message, type Said } from "./messages";
import type { SenderKey } from "./pairwise";

// What is written in a call, sealed with AES-128-GCM under a key of its own that is derived from the sender's.

/** All that is sealed is a multiple of this long, so that its length tells little. */
const BLOCK = 256;

export interface WordsKey {
  /** In hexadecimal. It names round, generation and sender. */
  kid: string;
  sender: string;
  call: string;
  key: CryptoKey;
  /** The lowest counter that may come next. */
  next: number;
}

export async function wordsKey(call: string, sender: string, { kid, base }: SenderKey): Promise<WordsKey> {
  const secret = await crypto.subtle.importKey("raw", base, "HKDF", false, ["deriveKey"]);
  const info = utf8("audiencia words 1");
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  const key = await crypto.subtle.deriveKey(how, secret, { name: "AES-GCM", length: 128 }, false, [
    "encrypt",
    "decrypt",
  ]);
  return { kid: kid.toString(16), sender, call, key, next: 0 };
}

/** The counter is the nonce: none may be used twice with a key. Call, sender, key and counter are authenticated. */
async function parameters({ call, sender, kid }: WordsKey, counter: number): Promise<AesGcmParams> {
  const iv = new Uint8Array(12);
  new DataView(iv.buffer).setBigUint64(4, BigInt(counter));
  return { name: "AES-GCM", iv, additionalData: await digest("audiencia words 1", call, kid, sender, String(counter)) };
}

export async function sealSaid(key: WordsKey, counter: number, said: Said): Promise<Message> {
  const text = utf8(JSON.stringify(said));
  const plain = concat(text, utf8(" ".repeat(BLOCK - (text.length % BLOCK))));
  const body = await crypto.subtle.encrypt(await parameters(key, counter), key.key, plain);
  return { say: "words", kid: key.kid, counter: String(counter), sealed: toBase64url(new Uint8Array(body)) };
}

/** `null`: not sealed so by who has this key. */
export async function openSaid(key: WordsKey, { counter, sealed }: Message & { say: "words" }): Promise<Said | null> {
  try {
    const how = await parameters(key, Number(counter));
    return decodeSaid(new TextDecoder().decode(await crypto.subtle.decrypt(how, key.key, fromBase64url(sealed))));
  } catch {
    return null;
  }
}
