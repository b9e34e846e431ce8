import { waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Devices, remembered } from "../src/devices";
import { canFlip, choicesOf, facingOf, flip, pick } from "../src/devices_change";
import { FakeTrack } from "./fake_media";

interface Device {
  kind: "videoinput" | "audioinput";
  deviceId: string;
  label: string;
  facing?: string;
}

const FRONT: Device = { kind: "videoinput", deviceId: "f", label: "camera2 1, facing front", facing: "user" };
const REAR: Device = { kind: "videoinput", deviceId: "r", label: "camera2 0, facing back", facing: "environment" };
const MICROPHONE: Device = { kind: "audioinput", deviceId: "m", label: "Built-in" };
const HEADSET: Device = { kind: "audioinput", deviceId: "h", label: "Headset" };

let there: Device[];
/** Those that another application holds. */
let held: string[];
let media: EventTarget;
let devices: Devices;

/** As browsers choose: an exact wish or nothing, an ideal one where it can be met. */
function found(kind: Device["kind"], wish: MediaTrackConstraints): Device {
  const all = there.filter((device) => device.kind === kind);
  const asked = (value: unknown) => (value ?? {}) as { exact?: string; ideal?: string };
  const [id, facing] = [asked(wish.deviceId), asked(wish.facingMode)];
  const exact = all.filter(
    (device) => (!id.exact || id.exact === device.deviceId) && (!facing.exact || facing.exact === device.facing),
  );
  const chosen = exact.find((device) => device.deviceId === id.ideal) ?? exact[0];
  if (!chosen) throw new DOMException("none", all.length ? "OverconstrainedError" : "NotFoundError");
  if (held.includes(chosen.deviceId)) throw new DOMException("held", "NotReadableError");
  return chosen;
}

class Opened extends FakeTrack {
  constructor(readonly device: Device) {
    super(device.kind, device.deviceId);
  }
  get label() {
    return this.device.label;
  }
  override getSettings(): MediaTrackSettings {
    const { facing } = this.device;
    return { deviceId: this.deviceId, ...(facing ? { facingMode: facing } : {}) };
  }
}

beforeEach(async () => {
  localStorage.clear();
  there = [FRONT, REAR, MICROPHONE, HEADSET];
  held = [];
  media = Object.assign(new EventTarget(), {
    getUserMedia: async ({ audio, video }: MediaStreamConstraints) => {
      const sounds = audio ? [new Opened(found("audioinput", audio as MediaTrackConstraints))] : [];
      const pictures = video ? [new Opened(found("videoinput", video as MediaTrackConstraints))] : [];
      return {
        getAudioTracks: () => sounds,
        getVideoTracks: () => pictures,
        getTracks: () => [...sounds, ...pictures],
      };
    },
    enumerateDevices: async () => there,
  });
  Object.defineProperty(navigator, "mediaDevices", { value: media, configurable: true });
  devices = new Devices(() => ({ secure: true, hasMedia: true, userAgent: "" }));
  await devices.start("camera_and_microphone");
});
afterEach(() => devices.stop());

const changed = () => {
  media.dispatchEvent(new Event("devicechange"));
  return waitFor(() => expect(devices.list.value).toEqual(there));
};
const open = () => [devices.camera.value?.getSettings().deviceId, devices.microphone.value?.getSettings().deviceId];

describe("another camera", () => {
  it("is the one behind by one press, and the one in front by the next", async () => {
    const [front, voice] = [devices.camera.value, devices.microphone.value];
    expect(await flip(devices)).toBe(true);
    expect(open()).toEqual(["r", "m"]);
    expect(facingOf(devices.camera.value)).toBe("environment");
    expect(front?.readyState).toBe("ended");
    expect(devices.microphone.value).toBe(voice);
    await flip(devices);
    expect(open()).toEqual(["f", "m"]);
  });

  it("is the next one where none says which way it looks", async () => {
    there = [
      { ...FRONT, label: "One", facing: "" },
      { ...REAR, label: "Two", facing: "" },
    ];
    await changed();
    await flip(devices);
    expect(open()[0]).toBe("r");
    await flip(devices);
    expect(open()[0]).toBe("f");
  });

  it("is remembered, and used when the page opens the camera anew", async () => {
    await pick(devices, "camera", "r");
    expect(remembered().camera).toBe("r");
    devices.camera.value?.stop();
    await devices.recover();
    expect(open()[0]).toBe("r");
  });

  it("that somebody else has leaves the one from before, and it is said", async () => {
    held = ["r"];
    expect(await pick(devices, "camera", "r")).toBe(false);
    expect([open()[0], devices.camera.value?.readyState]).toEqual(["f", "live"]);
    expect([devices.trouble.value, remembered().camera]).toEqual(["kept", undefined]);
  });

  it("where the one from before is gone too leaves one that works, or none", async () => {
    held = ["f", "r"];
    expect(await pick(devices, "camera", "r")).toBe(false);
    expect([devices.camera.value, devices.trouble.value]).toEqual([null, "in_use"]);
  });

  it("can be flipped to only where there are two, one of them behind", async () => {
    expect(canFlip(devices)).toBe(true);
    there = [FRONT, MICROPHONE];
    await changed();
    expect(canFlip(devices)).toBe(false);
  });
});

describe("a change that is under way", () => {
  /** The browser's answer comes when it is let through. */
  function answering(): () => void {
    let go = () => {};
    const gate = new Promise<void>((done) => {
      go = done;
    });
    const request = (media as unknown as MediaDevices).getUserMedia;
    Object.assign(media, {
      getUserMedia: async (asked: MediaStreamConstraints) => {
        await gate;
        const stream = await request(asked);
        opened.push(...(stream.getTracks() as MediaStreamTrack[]));
        return stream;
      },
    });
    return go;
  }
  let opened: MediaStreamTrack[];
  beforeEach(() => {
    opened = [];
  });

  it("opens nothing once all was closed", async () => {
    const go = answering();
    const changing = flip(devices);
    devices.stop();
    go();
    expect(await changing).toBe(false);
    expect(open()).toEqual([undefined, undefined]);
    expect(opened.map((track) => track.readyState)).toEqual(["ended"]);
  });

  it("is remembered where the microphone is lost meanwhile", async () => {
    const go = answering();
    const changing = pick(devices, "camera", "r");
    (devices.microphone.value as unknown as Opened).unplug();
    there = there.filter(({ deviceId }) => deviceId !== "m");
    go();
    expect(await changing).toBe(true);
    await waitFor(() => expect(open()).toEqual(["r", "h"]));
    expect(remembered().camera).toBe("r");
  });

  it("leaves the camera off where it was turned off meanwhile", async () => {
    const go = answering();
    const changing = flip(devices);
    await devices.setCameraOff(true);
    go();
    expect(await changing).toBe(false);
    expect([open(), devices.cameraOff.value]).toEqual([[undefined, "m"], true]);
    expect(opened.map((track) => track.readyState)).toEqual(["ended"]);
  });
});

describe("the list", () => {
  it("has plain names, each once, and follows what is connected", async () => {
    there = [FRONT, REAR, { ...REAR, deviceId: "wide" }, HEADSET];
    await changed();
    expect(choicesOf(devices, "camera").map(({ name }) => name)).toEqual([
      "Front camera",
      "Rear camera",
      "Rear camera 2",
    ]);
    expect(choicesOf(devices, "microphone")).toEqual([{ id: "h", name: "Headset" }]);
  });

  it("leads to another microphone while the picture goes on, muted as before", async () => {
    const picture = devices.camera.value;
    devices.setMuted(true);
    expect(await pick(devices, "microphone", "h")).toBe(true);
    expect(open()).toEqual(["f", "h"]);
    expect([devices.camera.value, devices.microphone.value?.enabled]).toEqual([picture, false]);
  });
});
