import { type Signal, signal } from "@preact/signals";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { canShareScreen } from "../../../src/devices_screen";
import { Sharing } from "../../../src/islands/director/sharing";
import { FakeTrack } from "../../fake_media";

let sent: unknown[];
let said: boolean[];
let answer: boolean;
let opened: FakeTrack;
let refusal: string | null;
let live: Signal<boolean>;
let shown: Signal<boolean>;
let sharing: Sharing;

beforeEach(() => {
  [sent, said, answer, refusal] = [[], [], true, null];
  [live, shown] = [signal(true), signal(false)];
  const media = {
    getDisplayMedia: async () => {
      if (refusal) throw new DOMException("no", refusal);
      opened = new FakeTrack("video", "window");
      return { getVideoTracks: () => [opened] };
    },
  };
  Object.defineProperty(navigator, "mediaDevices", { value: media, configurable: true });
  const link = { send: (_: string, track: unknown) => sent.push(track) };
  const say = async (shared: boolean) => {
    said.push(shared);
    return answer;
  };
  sharing = new Sharing(link, { live, shown, say });
});

const shares = async () => {
  await sharing.start();
  shown.value = true;
};

describe("a screen", () => {
  it("is sent once the server has said yes, and taken away by a press", async () => {
    await shares();
    expect([sent, said, sharing.track.value]).toEqual([[opened], [true], opened]);
    sharing.stop();
    shown.value = false;
    expect([sent.at(-1), said, opened.readyState]).toEqual([null, [true, false], "ended"]);
  });

  it("ends with the browser's own button", async () => {
    await shares();
    opened.unplug();
    expect([sent.at(-1), said.at(-1), sharing.track.value]).toEqual([null, false, null]);
  });

  it("ends with the call, with its hold, and where the server took it away; then only a press brings it back", async () => {
    await shares();
    live.value = false;
    expect([sharing.track.value, opened.readyState]).toEqual([null, "ended"]);
    shown.value = false;
    live.value = true;
    expect(sharing.track.value).toBeNull();
    await shares();
    shown.value = false;
    expect([sharing.track.value, opened.readyState]).toEqual([null, "ended"]);
  });

  it("that was refused is closed at once", async () => {
    answer = false;
    await sharing.start();
    expect([sent, opened.readyState, sharing.track.value]).toEqual([[null], "ended", null]);
  });

  it("is nobody's matter when none was chosen, and said where the computer gives none", async () => {
    refusal = "NotAllowedError";
    await sharing.start();
    expect([sharing.failed.value, said]).toEqual([false, []]);
    refusal = "NotReadableError";
    await sharing.start();
    expect([sharing.failed.value, said]).toEqual([true, []]);
  });

  it("of a page that was loaded anew is taken away", () => {
    shown.value = true;
    expect(said).toEqual([false]);
  });

  it("is offered only by browsers that can", () => {
    expect(canShareScreen()).toBe(true);
    vi.stubGlobal("navigator", { mediaDevices: {} });
    expect(canShareScreen()).toBe(false);
    vi.unstubAllGlobals();
  });
});
