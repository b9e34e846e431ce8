import { signal } from "@preact/signals";
import { expect, it, vi } from "vitest";
import { Devices, type Kind } from "../src/devices";
import { tellTurnedOff } from "../src/turned_off";

it("tells what is off whenever the server knows something else, and each thing once", async () => {
  const devices = new Devices();
  const known = signal<readonly Kind[] | null>(null);
  const said: Kind[][] = [];
  tellTurnedOff(devices, known, async (off) => Boolean(said.push(off)));
  devices.setMuted(true);
  expect(said).toEqual([]);
  // A call begins.
  known.value = [];
  expect(said).toEqual([["microphone"]]);
  // A view that is older than what was said.
  known.value = [];
  await devices.setCameraOff(true);
  known.value = ["microphone"];
  expect(said.slice(1)).toEqual([["microphone", "camera"]]);
  devices.setMuted(false);
  expect(said.at(-1)).toEqual(["camera"]);
  // Another call, of which another page told something else.
  known.value = null;
  known.value = ["microphone"];
  expect(said.slice(3)).toEqual([["camera"]]);
});

it("says again what was refused, as long as it is still so", async () => {
  vi.useFakeTimers();
  const devices = new Devices();
  const said: Kind[][] = [];
  let taken = false;
  const known = signal<readonly Kind[] | null>([]);
  tellTurnedOff(devices, known, async (off) => {
    said.push(off);
    return taken;
  });
  devices.setMuted(true);
  taken = true;
  await vi.advanceTimersByTimeAsync(2000);
  expect(said).toEqual([["microphone"], ["microphone"]]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(said.length).toBe(2);
  taken = false;
  devices.setMuted(false);
  known.value = ["microphone"];
  await vi.advanceTimersByTimeAsync(60_000);
  expect(said.length).toBe(2 + 5);
  vi.useRealTimers();
});
