/** What happy-dom lacks of WebRTC: a peer connection whose fate the test decides. */
export class FakePeer extends EventTarget {
  static made: FakePeer[] = [];
  connectionState: RTCPeerConnectionState = "new";
  localDescription: { sdp: string } | null = null;
  remote: { type: string; sdp: string } | null = null;
  readonly transceivers: {
    kind: string;
    init: RTCRtpTransceiverInit;
    sender: { track: unknown; replaceTrack: (track: unknown) => Promise<void> };
    receiver: { track: { id: string } };
  }[] = [];

  constructor(readonly configuration: RTCConfiguration) {
    super();
    FakePeer.made.push(this);
  }

  addTransceiver(kind: string, init: RTCRtpTransceiverInit) {
    const sender = {
      track: null as unknown,
      replaceTrack: async (track: unknown) => {
        sender.track = track;
      },
    };
    const made = { kind, init, sender, receiver: { track: { id: `${kind}-${this.transceivers.length}` } } };
    this.transceivers.push(made);
    return made;
  }

  getTransceivers() {
    return this.transceivers;
  }

  async setLocalDescription() {
    this.localDescription = { sdp: "offer" };
  }

  async setRemoteDescription(description: { type: string; sdp: string }) {
    this.remote = description;
  }

  close() {
    this.connectionState = "closed";
  }

  become(state: RTCPeerConnectionState) {
    this.connectionState = state;
    this.dispatchEvent(new Event("connectionstatechange"));
  }
}
