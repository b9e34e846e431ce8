import { signal } from "@preact/signals";
import { describe, expect, it } from "vitest";
import { Devices } from "../src/devices";
import { noticeSpeech, Speech } from "../src/speech";

const many = (count: number, level: number) => Array.from({ length: count }, () => level);

describe("speech", () => {
  it("is loud for a while, and over after some seconds of silence", () => {
    const speech = new Speech();
    const heard = (levels: number[]) => levels.map((level) => speech.hears(level)).at(-1);
    expect(heard(many(50, 0.1))).toBe(false);
    // A cough, and a door.
    expect(heard([0.9, 0.9, 0.9, 0.1, 0.1, 0.1])).toBe(false);
    expect(heard(many(4, 0.6))).toBe(true);
    expect(heard(many(30, 0.1))).toBe(true);
    expect(heard(many(40, 0.1))).toBe(false);
  });

  it("is listened for only in a call with a microphone that was turned off, on a copy that ends with it", () => {
    const devices = new Devices();
    const [live, unheard] = [signal(true), signal(false)];
    const copies: { enabled: boolean; ended: boolean; stop: () => void }[] = [];
    let say: (level: number) => void = () => undefined;
    const track = {
      enabled: true,
      stop: () => undefined,
      clone() {
        const copy = {
          enabled: false,
          ended: false,
          stop() {
            copy.ended = true;
          },
        };
        copies.push(copy);
        return copy;
      },
    };
    devices.microphone.value = track as unknown as MediaStreamTrack;
    noticeSpeech(devices, live, unheard, (_, onLevel) => {
      say = onLevel;
      return () => undefined;
    });
    expect(copies).toEqual([]);
    devices.setMuted(true);
    expect([copies.length, copies[0]?.enabled, track.enabled]).toEqual([1, true, false]);
    for (const level of many(5, 0.6)) say(level);
    expect(unheard.value).toBe(true);
    devices.setMuted(false);
    expect([unheard.value, copies[0]?.ended]).toEqual([false, true]);
    devices.setMuted(true);
    live.value = false;
    expect(copies.map(({ ended }) => ended)).toEqual([true, true]);
  });
});
