import { type Bytes, concat, digest, fromBase64url, random, toBase64url, utf8 } from "./bytes";

// The cryptography of the agreement: one X25519 key pair for each round, and what is made of two of them.

const IV_BYTES = 12;

/** What is shown after everybody's commitment, and what is hidden until then. */
export interface Reveal {
  publicKey: string;
  nonce: string;
}

export interface Own {
  secret: CryptoKey;
  reveal: Reveal;
}

export async function makeOwn(): Promise<Own> {
  const pair = (await crypto.subtle.generateKey({ name: "X25519" }, false, ["deriveBits"])) as CryptoKeyPair;
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { secret: pair.privateKey, reveal: { publicKey: toBase64url(raw), nonce: toBase64url(random(32)) } };
}

/** The round is that of a call and of who takes part in it. */
export async function roundOf(call: string, members: readonly string[]): Promise<string> {
  return toBase64url(await digest("audiencia round 1", call, ...[...members].sort()));
}

/** Says nothing about the key, and fits no other key, member, round or call. */
export async function commitment(call: string, round: string, member: string, reveal: Reveal): Promise<string> {
  return toBase64url(await digest("audiencia commitment 1", call, round, member, reveal.publicKey, reveal.nonce));
}

/** Of all commitments of a round: who has the same one saw the same. */
export async function transcriptOf(round: string, commitments: ReadonlyMap<string, string>): Promise<string> {
  const rows = [...commitments].sort(([a], [b]) => (a < b ? -1 : 1)).flat();
  return toBase64url(await digest("audiencia transcript 1", round, ...rows));
}

/** Four numbers from 0 to 63 over all public keys of a transcript, to be compared by voice. */
export async function codeOf(transcript: string, publicKeys: ReadonlyMap<string, string>): Promise<number[]> {
  const rows = [...publicKeys].sort(([a], [b]) => (a < b ? -1 : 1)).flat();
  const bytes = await digest("audiencia code 1", transcript, ...rows);
  return [...bytes.subarray(0, 4)].map((byte) => byte & 63);
}

/** Both directions between two members, each with a key of its own. */
export class Channel {
  private constructor(
    private readonly out: CryptoKey,
    private readonly into: CryptoKey,
  ) {}

  /** Rejects what is no key of X25519, and those that give no secret (RFC 7748, 6.1). */
  static async between(
    own: CryptoKey,
    theirs: string,
    transcript: string,
    me: string,
    other: string,
  ): Promise<Channel> {
    const publicKey = await crypto.subtle.importKey("raw", fromBase64url(theirs), { name: "X25519" }, false, []);
    const shared = await crypto.subtle.deriveBits({ name: "X25519", public: publicKey }, own, 256);
    if (new Uint8Array(shared).every((byte) => byte === 0)) throw new Error("no secret");
    const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const salt = fromBase64url(transcript);
    const direction = async (from: string, to: string) => {
      const info = await digest("audiencia channel 1", from, to);
      const how = { name: "HKDF", hash: "SHA-256", salt, info };
      return crypto.subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    };
    return new Channel(await direction(me, other), await direction(other, me));
  }

  async seal(text: string): Promise<string> {
    const iv = random(IV_BYTES);
    const body = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.out, utf8(text));
    return toBase64url(concat(iv, new Uint8Array(body)));
  }

  /** Rejects what the other one did not seal. */
  async open(sealed: string): Promise<string> {
    const bytes = fromBase64url(sealed);
    const iv = bytes.slice(0, IV_BYTES);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.into, bytes.subarray(IV_BYTES));
    return new TextDecoder().decode(plain);
  }
}

/** A sender's key, and under which id its frames name it. */
export interface SenderKey {
  kid: bigint;
  base: Bytes;
}

const GENERATIONS = 8;

/**
 * Two bytes for each id, the first bit set: nine bits of the transcript, then the generation, then the sender's place among the
 * members. So keys of another round, generation or sender have other ids; should two meet all the same, the newer one counts.
 */
export function kidOf(transcript: string, generation: number, place: number): bigint {
  const [high = 0, low = 0] = fromBase64url(transcript);
  return BigInt(0x8000 | ((((high << 8) | low) & 0x1ff) << 6) | ((generation % GENERATIONS) << 3) | (place & 7));
}
