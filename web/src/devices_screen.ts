/** A screen, window or tab of this computer, chosen by the person in the browser's own dialog. */

/** Slides and papers change seldom: what they need is sharpness. */
const PER_SECOND = 10;

/** Whether this browser can show a screen to others; telephones cannot. */
export function canShareScreen(): boolean {
  return typeof navigator.mediaDevices?.getDisplayMedia === "function";
}

/** Asks which one; only within a press. `null` when the person chose none. Rejects where the computer does not give it. */
export async function openScreen(): Promise<MediaStreamTrack | null> {
  const options = {
    video: { frameRate: { max: PER_SECOND }, width: { max: 1920 }, height: { max: 1080 } },
    audio: false,
    // The console shows who waits: it is no choice, where browsers know of this (Chromium).
    selfBrowserSurface: "exclude",
  };
  try {
    const [track] = (await navigator.mediaDevices.getDisplayMedia(options)).getVideoTracks();
    if (track) track.contentHint = "detail";
    return track ?? null;
  } catch (error) {
    if ((error as DOMException).name === "NotAllowedError") return null;
    throw error;
  }
}
