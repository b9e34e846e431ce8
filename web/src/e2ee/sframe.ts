import { type Bytes, concat, utf8 } from "./bytes";

// SFrame (RFC 9605) with the cipher suite AES_128_GCM_SHA256_128.

const SUITE = Uint8Array.of(0, 4);
const KEY_BITS = 128;
const SALT_BITS = 96;
const TAG_BYTES = 16;

export interface FrameKey {
  kid: bigint;
  key: CryptoKey;
  salt: Bytes;
}

export interface Header {
  kid: bigint;
  ctr: bigint;
  /** Its length in bytes. */
  size: number;
}

/** Big-endian, without leading zeros. */
function shortest(value: bigint): Bytes {
  const digits = value.toString(16);
  return Uint8Array.from(digits.padStart(digits.length + (digits.length % 2), "0").match(/../g) ?? [], (two) =>
    Number.parseInt(two, 16),
  );
}

function fixed(value: bigint, size: number): Bytes {
  const bytes = new Uint8Array(size);
  bytes.set(shortest(value), size - shortest(value).length);
  return bytes;
}

function numberIn(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** Section 4.3: values below 8 stand in the first byte, of others their length less one. */
export function encodeHeader(kid: bigint, ctr: bigint): Bytes {
  const [k, kidBytes] = field(kid);
  const [c, ctrBytes] = field(ctr);
  return concat(Uint8Array.of((k << 4) | c), kidBytes, ctrBytes);
}

function field(value: bigint): [number, Bytes] {
  if (value < 8n) return [Number(value), new Uint8Array()];
  const bytes = shortest(value);
  return [8 | (bytes.length - 1), bytes];
}

/** `null`: cut short. */
export function decodeHeader(data: Uint8Array): Header | null {
  const config = data[0];
  if (config === undefined) return null;
  const kidSize = config & 0x80 ? ((config >> 4) & 7) + 1 : 0;
  const ctrSize = config & 0x08 ? (config & 7) + 1 : 0;
  const size = 1 + kidSize + ctrSize;
  if (data.length < size) return null;
  return {
    kid: kidSize ? numberIn(data.subarray(1, 1 + kidSize)) : BigInt((config >> 4) & 7),
    ctr: ctrSize ? numberIn(data.subarray(1 + kidSize, size)) : BigInt(config & 7),
    size,
  };
}

/** Section 4.4.2. */
export async function deriveKey(kid: bigint, baseKey: Bytes): Promise<FrameKey> {
  const secret = await crypto.subtle.importKey("raw", baseKey, "HKDF", false, ["deriveBits"]);
  const expand = (label: string, bits: number) => {
    const info = concat(utf8(label), fixed(kid, 8), SUITE);
    return crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info }, secret, bits);
  };
  const [raw, salt] = await Promise.all([
    expand("SFrame 1.0 Secret key ", KEY_BITS),
    expand("SFrame 1.0 Secret salt ", SALT_BITS),
  ]);
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  return { kid, key, salt: new Uint8Array(salt) };
}

function parameters(key: FrameKey, ctr: bigint, header: Uint8Array, metadata: Uint8Array): AesGcmParams {
  const counter = fixed(ctr, key.salt.length);
  const iv = key.salt.map((byte, at) => byte ^ (counter[at] ?? 0));
  return { name: "AES-GCM", iv, additionalData: concat(header, metadata), tagLength: 8 * TAG_BYTES };
}

/** Section 4.4.3: header, then ciphertext with its tag. No counter may be used twice with a key. */
export async function seal(key: FrameKey, ctr: bigint, metadata: Uint8Array, plain: Bytes): Promise<Bytes> {
  const header = encodeHeader(key.kid, ctr);
  const body = await crypto.subtle.encrypt(parameters(key, ctr, header, metadata), key.key, plain);
  return concat(header, new Uint8Array(body));
}

/** Section 4.4.4: `data` as `seal` gave it, whose header was read already. Rejects where anything was altered. */
export async function open(key: FrameKey, header: Header, metadata: Uint8Array, data: Bytes): Promise<Bytes> {
  const algorithm = parameters(key, header.ctr, data.subarray(0, header.size), metadata);
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, key.key, data.subarray(header.size)));
}
