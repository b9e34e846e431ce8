import { describe, expect, it } from "vitest";
import type { Bytes } from "../../src/e2ee/bytes";
import { isSealed, openFrame, type Stream, sealFrame } from "../../src/e2ee/frames";
import { Replay } from "../../src/e2ee/replay";
import { decodeHeader, deriveKey, encodeHeader, type FrameKey, open, seal } from "../../src/e2ee/sframe";
// Published with RFC 9605 (appendix C, and test-vectors.json of its working group): all headers, and the suite that is used.
import vectors from "./sframe_vectors.json";

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (two) => Number.parseInt(two, 16)) as Bytes;
const hex = (data: Uint8Array) => [...data].map((byte) => byte.toString(16).padStart(2, "0")).join("");

describe("SFrame as published", () => {
  it("writes and reads all headers", () => {
    expect(vectors.header.length).toBe(289);
    for (const [kid = "", ctr = "", encoded = ""] of vectors.header) {
      expect(hex(encodeHeader(BigInt(kid), BigInt(ctr)))).toBe(encoded);
      const size = encoded.length / 2;
      expect(decodeHeader(bytes(`${encoded}00`))).toEqual({ kid: BigInt(kid), ctr: BigInt(ctr), size });
      expect(decodeHeader(bytes(encoded).subarray(0, -1))).toBeNull();
    }
  });

  it("derives, seals and opens with AES_128_GCM_SHA256_128", async () => {
    const { sframe } = vectors;
    const key = await deriveKey(BigInt(sframe.kid), bytes(sframe.base_key));
    expect(hex(key.salt)).toBe(sframe.sframe_salt);
    const published = await crypto.subtle.importKey("raw", bytes(sframe.sframe_key), "AES-GCM", false, ["decrypt"]);
    const sealed = await seal(key, BigInt(sframe.ctr), bytes(sframe.metadata), bytes(sframe.pt));
    expect(hex(sealed)).toBe(sframe.ct);
    const header = decodeHeader(sealed);
    if (!header) throw new Error("no header");
    for (const one of [key, { ...key, key: published }])
      expect(hex(await open(one, header, bytes(sframe.metadata), sealed))).toBe(sframe.pt);
  });
});

describe("frames", () => {
  const keyframe = Uint8Array.from({ length: 200 }, (_, n) => (n === 0 ? 0x50 : n * 7)) as Bytes;
  const delta = Uint8Array.from({ length: 90 }, (_, n) => (n === 0 ? 0x31 : n * 5)) as Bytes;
  const sound = Uint8Array.from({ length: 60 }, (_, n) => (n === 0 ? 0x78 : n * 3)) as Bytes;
  const KID = 0x8123n;
  const always = () => true;
  const keys = async (base = "000102030405060708090a0b0c0d0e0f") =>
    new Map<bigint, FrameKey>([[KID, await deriveKey(KID, bytes(base))]]);
  const key = async () => (await keys()).get(KID) as FrameKey;

  it.each<[Stream, Bytes, number]>([
    ["camera", keyframe, 10],
    ["screen", delta, 3],
    ["audio", sound, 0],
  ])("of %s open as they were, and show no more than the forwarder needs", async (stream, frame, clear) => {
    const sealed = await sealFrame(await key(), 8n, stream, frame);
    expect(isSealed(stream, frame)).toBe(false);
    expect(isSealed(stream, sealed)).toBe(true);
    expect((sealed[0] ?? 0) & 1).toBe(stream === "audio" ? 0 : (frame[0] ?? 0) & 1);
    expect(sealed.slice(1, clear)).toEqual(frame.slice(1, clear));
    expect(sealed.length - frame.length).toBe(1 + 2 + 1 + 16);
    expect(await openFrame(await keys(), always, stream, sealed)).toEqual({ data: frame, kid: KID, ctr: 8n });
  });

  it("do not open when any bit is another, as another stream, again, or with another call's key", async () => {
    const sealed = await sealFrame(await key(), 8n, "camera", delta);
    for (let bit = 0; bit < 8 * sealed.length; bit++) {
      const altered = sealed.slice();
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      if (isSealed("camera", altered))
        expect(typeof (await openFrame(await keys(), always, "camera", altered)), String(bit)).toBe("string");
    }
    expect(await openFrame(await keys(), always, "screen", sealed)).toBe("altered");
    expect(await openFrame(await keys(), () => false, "camera", sealed)).toBe("old");
    expect(await openFrame(await keys("ff".repeat(16)), always, "camera", sealed)).toBe("altered");
    expect(await openFrame(new Map(), always, "camera", sealed)).toBe("unknown_key");
    expect(await openFrame(await keys(), always, "camera", sealed.slice(0, 5))).toBe("cut");
  });

  it("leave no decoder and no other call anything, of 10,000 of sound and pictures", async () => {
    const [own, other] = [await key(), await keys("ff".repeat(16))];
    const made = [
      ["audio", sound, 0],
      ["camera", keyframe, 10],
      ["camera", delta, 3],
    ] as const;
    const count = { decodable: 0, readable: 0, opened: 0 };
    for (let number = 0; number < 10_000; number++) {
      const [stream, frame, clear] = made[number % made.length] as (typeof made)[number];
      const sealed = await sealFrame(own, BigInt(8 + number), stream, frame);
      // RFC 6386, 9.1: versions 0 to 3. A sound is recognised, so that no page plays it.
      if (!isSealed(stream, sealed)) count.decodable++;
      if (String(sealed).includes(String(frame.subarray(clear, clear + 8)))) count.readable++;
      if (typeof (await openFrame(other, always, stream, sealed)) !== "string") count.opened++;
    }
    expect(count).toEqual({ decodable: 0, readable: 0, opened: 0 });
  }, 120_000);
});

describe("replays", () => {
  it("are told from frames that only come late", () => {
    const replay = new Replay();
    const take = (ctr: bigint) => {
      const fresh = replay.isNew(ctr);
      if (fresh) replay.came(ctr);
      return fresh;
    };
    expect([8n, 8n, 10n, 9n, 9n, 8n].map(take)).toEqual([true, false, true, true, false, false]);
    expect([1000n, 745n, 744n, 745n, 10n, 1n << 40n, 1000n].map(take)).toEqual([
      true,
      true,
      false,
      false,
      false,
      true,
      false,
    ]);
  });
});
