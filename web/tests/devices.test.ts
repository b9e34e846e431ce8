import { effect } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Devices } from "../src/devices";
import { inApp, intentFor, shutIn, troubleOf } from "../src/trouble";
import { FakeTrack } from "./fake_media";

let there: { camera: string | null; microphone: string | null };
let refusal: string | null;
let asked: MediaStreamConstraints[];
let media: EventTarget;
let devices: Devices;
let tracks: FakeTrack[];

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  there = { camera: "front", microphone: "built-in" };
  refusal = null;
  asked = [];
  tracks = [];
  media = Object.assign(new EventTarget(), {
    getUserMedia: async (wanted: MediaStreamConstraints) => {
      asked.push(wanted);
      if (refusal) throw new DOMException("refused", refusal);
      if ((wanted.video && !there.camera) || (wanted.audio && !there.microphone))
        throw new DOMException("none", "NotFoundError");
      const audio = wanted.audio ? [new FakeTrack("audio", there.microphone ?? "")] : [];
      const video = wanted.video ? [new FakeTrack("video", there.camera ?? "")] : [];
      tracks.push(...audio, ...video);
      return { getAudioTracks: () => audio, getVideoTracks: () => video, getTracks: () => [...audio, ...video] };
    },
    enumerateDevices: async () => (there.camera ? [{ kind: "videoinput", deviceId: there.camera }] : []),
  });
  Object.defineProperty(navigator, "mediaDevices", { value: media, configurable: true });
  devices = new Devices(() => ({ secure: true, hasMedia: true, userAgent: "" }));
});
afterEach(() => {
  devices.stop();
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);
const camera = () => devices.camera.value as unknown as FakeTrack | null;
const microphone = () => devices.microphone.value as unknown as FakeTrack | null;

describe("a camera that is turned off while it is being opened", () => {
  it("does not come; the sound does", async () => {
    const opened = devices.start("camera_and_microphone");
    await devices.setCameraOff(true);
    expect(await opened).toBe(true);
    expect([camera(), microphone()?.readyState, devices.cameraOff.value]).toEqual([null, "live", true]);
    expect(tracks.filter(({ kind }) => kind === "video").map(({ readyState }) => readyState)).toEqual(["ended"]);
  });

  it("does not come back from whoever had it either", async () => {
    await devices.start("camera_and_microphone");
    camera()?.unplug();
    await devices.setCameraOff(true);
    await settle();
    expect([camera(), tracks.at(-1)?.readyState]).toEqual([null, "ended"]);
  });

  it("comes when it is turned on again", async () => {
    const opened = devices.start("camera_and_microphone");
    await devices.setCameraOff(true);
    await opened;
    await devices.setCameraOff(false);
    expect([camera()?.readyState, devices.cameraOff.value]).toEqual(["live", false]);
  });
});

describe("a device that goes", () => {
  it("is replaced by another one, which is said, while the other kind goes on", async () => {
    await devices.start("camera_and_microphone");
    const kept = microphone();
    there.camera = "usb";
    camera()?.unplug();
    await settle();
    expect(camera()?.deviceId).toBe("usb");
    expect(microphone()).toBe(kept);
    expect(asked.at(-1)).toMatchObject({ audio: false });
    expect(devices.trouble.value).toBe("replaced");
  });

  it("is waited for, and opened as soon as it is there again", async () => {
    await devices.start("camera_and_microphone");
    there.camera = null;
    camera()?.unplug();
    await settle();
    expect([camera(), devices.trouble.value]).toEqual([null, "lost"]);
    there.camera = "front";
    media.dispatchEvent(new Event("devicechange"));
    await settle();
    expect(camera()?.deviceId).toBe("front");
    expect(devices.trouble.value).toBeNull();
  });

  it("with the other one leaves the voice", async () => {
    await devices.start("camera_and_microphone");
    there.camera = null;
    const [picture, sound] = [camera(), microphone()];
    if (sound) sound.readyState = "ended";
    picture?.unplug();
    await settle();
    expect(microphone()?.readyState).toBe("live");
    expect(devices.trouble.value).toBe("lost");
  });

  it("while another is being opened is opened after it", async () => {
    await devices.start("camera_and_microphone");
    const [picture, sound] = [camera(), microphone()];
    Object.assign(there, { camera: "other camera", microphone: "other microphone" });
    picture?.unplug();
    sound?.unplug();
    await settle();
    expect([camera()?.deviceId, microphone()?.deviceId]).toEqual(["other camera", "other microphone"]);
    expect([camera()?.readyState, microphone()?.readyState]).toEqual(["live", "live"]);
    expect(devices.trouble.value).toBe("replaced");
  });

  it("is not asked for again where the permission for another is gone", async () => {
    await devices.start("camera_and_microphone");
    refusal = "NotAllowedError";
    const [picture, sound] = [camera(), microphone()];
    picture?.unplug();
    sound?.unplug();
    await settle();
    expect([asked.length, devices.trouble.value]).toEqual([2, "denied"]);
  });

  it("by a permission that was taken away is not asked for again", async () => {
    await devices.start("camera_and_microphone");
    refusal = "NotAllowedError";
    camera()?.unplug();
    await settle();
    expect(devices.trouble.value).toBe("denied");
    const before = asked.length;
    document.dispatchEvent(new Event("visibilitychange"));
    media.dispatchEvent(new Event("devicechange"));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(asked).toHaveLength(before);
  });

  it("after the devices were closed is nobody's matter", async () => {
    await devices.start("camera_and_microphone");
    const old = camera();
    devices.stop();
    old?.unplug();
    media.dispatchEvent(new Event("devicechange"));
    await settle();
    expect([devices.trouble.value, devices.open.value]).toEqual([null, false]);
    expect(asked).toHaveLength(1);
  });
});

describe("a device that somebody else has", () => {
  it("is asked for again every few seconds", async () => {
    refusal = "NotReadableError";
    await devices.start("camera_and_microphone");
    expect(devices.trouble.value).toBe("in_use");
    await vi.advanceTimersByTimeAsync(5000);
    expect(devices.trouble.value).toBe("in_use");
    refusal = null;
    await vi.advanceTimersByTimeAsync(5000);
    expect(devices.trouble.value).toBeNull();
    expect(camera()?.deviceId).toBe("front");
  });

  it("during a telephone call is said, and forgotten when it comes back by itself", async () => {
    await devices.start("camera_and_microphone");
    microphone()?.interrupt(true);
    await vi.advanceTimersByTimeAsync(500);
    expect(devices.trouble.value).toBeNull();
    await vi.advanceTimersByTimeAsync(1000);
    expect(devices.trouble.value).toBe("interrupted");
    microphone()?.interrupt(false);
    expect(devices.trouble.value).toBeNull();
    expect(asked).toHaveLength(1);
  });

  it("and that does not come back is opened anew when the page is looked at again", async () => {
    await devices.start("camera_and_microphone");
    const dead = microphone();
    dead?.interrupt(true);
    await vi.advanceTimersByTimeAsync(1500);
    document.dispatchEvent(new Event("visibilitychange"));
    await settle();
    expect(microphone()).not.toBe(dead);
    expect(microphone()?.muted).toBe(false);
    expect(dead?.readyState).toBe("ended");
    expect(devices.trouble.value).toBeNull();
  });
});

describe("a microphone that is turned off", () => {
  it("is silent even where what follows it fails", async () => {
    await devices.start("microphone");
    const end = effect(() => {
      if (devices.muted.value) throw new Error("a page that cannot show it");
    });
    expect(() => devices.setMuted(true)).toThrow();
    expect(microphone()?.enabled).toBe(false);
    end();
  });
});

const ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko)";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";

describe("a page inside another application", () => {
  it.each([
    [`${ANDROID} Version/4.0 Chrome/126.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/470.0]`, "Facebook"],
    [`${ANDROID} Version/4.0 Chrome/126.0 Mobile Safari/537.36 Instagram 340.0`, "Instagram"],
    [`${ANDROID} Version/4.0 Chrome/126.0 Mobile Safari/537.36 musical_ly_2023 BytedanceWebview/d8a21c6`, "TikTok"],
    [`${ANDROID.replace(")", "; wv)")} Version/4.0 Chrome/126.0 Mobile Safari/537.36`, ""],
    [`${IPHONE} Mobile/15E148 WhatsApp/24.10`, "WhatsApp"],
    [`${IPHONE} GSA/320.0 Mobile/15E148 Safari/604.1`, "Google"],
    [`${IPHONE} Mobile/15E148`, ""],
    [`${ANDROID} Chrome/126.0.0.0 Mobile Safari/537.36`, null],
    [`${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`, null],
    [`${IPHONE} CriOS/126.0 Mobile/15E148 Safari/604.1`, null],
  ])("is known by what it says of itself: %s", (userAgent, app) => {
    expect(inApp(userAgent)).toBe(app);
    expect(shutIn({ secure: true, hasMedia: false, userAgent })).toBe(app !== null);
    expect(shutIn({ secure: true, hasMedia: true, userAgent })).toBe(false);
    const refused = troubleOf(new DOMException("", "NotAllowedError"), { secure: true, hasMedia: true, userAgent });
    expect(refused).toBe(app === null ? "denied" : "in_app");
  });

  it("is left with the code that carries the number, which Android passes on whole", () => {
    const link = "https://audiencia.example.mx/continuar#TABC";
    const [uri, how] = intentFor(link).split("#Intent;");
    expect(uri).toBe("intent://audiencia.example.mx/continuar#TABC");
    expect(how).toContain("scheme=https;");
    expect(how).toContain(`S.browser_fallback_url=${encodeURIComponent(link)};end`);
  });
});
