import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Picture } from "../src/picture";

let painted: ((at: number, frame: { receiveTime?: number }) => void) | undefined;
let picture: Picture;
let clock: number;

beforeEach(() => {
  vi.useFakeTimers();
  clock = 1000;
  vi.spyOn(performance, "now").mockImplementation(() => clock);
  const video = document.createElement("video");
  Object.assign(video, {
    requestVideoFrameCallback: (callback: typeof painted) => {
      painted = callback;
      return 1;
    },
  });
  picture = new Picture(video);
});
afterEach(() => {
  picture.end();
  vi.useRealTimers();
});

function frame(receiveTime = clock): void {
  painted?.(clock, { receiveTime });
}

it("is covered until the first frame of the epoch, and marks it", () => {
  const mark = vi.spyOn(performance, "mark").mockReturnValue(undefined as never);
  frame();
  expect(picture.shown.value).toBe(false);
  picture.setEpoch(4);
  expect(picture.shown.value).toBe(false);
  clock += 30;
  frame();
  expect(picture.shown.value).toBe(true);
  expect(mark).toHaveBeenCalledExactlyOnceWith("audiencia:first-frame", { detail: { epoch: 4 } });
});

it("stays covered by frames that were received before the slot was emptied", () => {
  picture.setEpoch(4);
  frame();
  clock += 1000;
  picture.setEpoch(null);
  expect(picture.shown.value).toBe(false);
  clock += 50;
  picture.setEpoch(6);
  frame(clock - 100);
  expect(picture.shown.value).toBe(false);
  frame(clock);
  expect(picture.shown.value).toBe(true);
});

it("is covered again when the epoch changes within a call", () => {
  picture.setEpoch(4);
  frame();
  clock += 10;
  picture.setEpoch(5);
  expect(picture.shown.value).toBe(false);
  frame(clock - 5);
  expect(picture.shown.value).toBe(false);
  clock += 33;
  frame();
  expect(picture.shown.value).toBe(true);
});

it("knows when no new frames come, and when they come again", () => {
  picture.setEpoch(4);
  frame();
  clock += 3000;
  vi.advanceTimersByTime(500);
  expect(picture.stalled.value).toBe(true);
  frame();
  expect(picture.stalled.value).toBe(false);
});
