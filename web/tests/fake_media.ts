/** A device of this telephone, which somebody else may take. */
export class FakeTrack extends EventTarget {
  readyState = "live";
  muted = false;
  enabled = true;
  constructor(
    readonly kind: string,
    readonly deviceId: string,
  ) {
    super();
  }
  getSettings(): MediaTrackSettings {
    return { deviceId: this.deviceId };
  }
  clone(): FakeTrack {
    return new FakeTrack(this.kind, this.deviceId);
  }
  stop() {
    this.readyState = "ended";
  }
  unplug() {
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }
  interrupt(muted: boolean) {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? "mute" : "unmute"));
  }
}

/** A browser that opens at once whatever is asked for. Gives all that it opened, in order. */
export function willingBrowser(): FakeTrack[] {
  const opened: FakeTrack[] = [];
  const open = (kind: string, wanted: unknown) => (wanted ? [new FakeTrack(kind, kind)] : []);
  const media = Object.assign(new EventTarget(), {
    getUserMedia: async ({ audio, video }: MediaStreamConstraints) => {
      const [sounds, pictures] = [open("audio", audio), open("video", video)];
      opened.push(...sounds, ...pictures);
      return {
        getAudioTracks: () => sounds,
        getVideoTracks: () => pictures,
        getTracks: () => [...sounds, ...pictures],
      };
    },
    enumerateDevices: async () => [],
  });
  Object.defineProperty(navigator, "mediaDevices", { value: media, configurable: true });
  return opened;
}
