import { afterEach, expect, it, vi } from "vitest";
import { meter } from "../src/sound";

afterEach(() => vi.unstubAllGlobals());

it("measures nothing of a device to which the browser does not listen", () => {
  vi.stubGlobal("MediaStream", class {});
  vi.stubGlobal(
    "AudioContext",
    class {
      resume = async () => undefined;
      createMediaStreamSource() {
        throw new DOMException("another rate", "NotSupportedError");
      }
    },
  );
  const heard = vi.fn();
  meter({} as MediaStreamTrack, heard)();
  expect(heard).not.toHaveBeenCalled();
});
