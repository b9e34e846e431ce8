import { signal } from "@preact/signals";
import { expect, it } from "vitest";
import { Devices, type Kind } from "../src/devices";
import { tellTurnedOff } from "../src/turned_off";

it("tells what is off whenever the server knows something else, and each thing once", async () => {
  const devices = new Devices();
  const known = signal<readonly Kind[] | null>(null);
  const said: Kind[][] = [];
  tellTurnedOff(devices, known, (off) => said.push(off));
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
