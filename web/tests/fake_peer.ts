interface FakeSender {
  track: unknown;
  replaceTrack: (track: unknown) => Promise<void>;
  getParameters: () => { encodings: { active: boolean }[] };
  setParameters: (parameters: { encodings: { active: boolean }[] }) => Promise<void>;
}

/** What happy-dom lacks of WebRTC: a peer connection whose fate the test decides. */
export class FakePeer extends EventTarget {
  static made: FakePeer[] = [];
  connectionState: RTCPeerConnectionState = "new";
  iceConnectionState: RTCIceConnectionState = "new";
  localDescription: { sdp: string } | null = null;
  remote: { type: string; sdp: string } | null = null;
  /** How often a description of its own was made. */
  described = 0;
  readonly transceivers: {
    kind: string;
    init: RTCRtpTransceiverInit;
    sender: FakeSender;
    receiver: { track: { id: string } };
  }[] = [];

  constructor(readonly configuration: RTCConfiguration) {
    super();
    FakePeer.made.push(this);
  }

  addTransceiver(kind: string, init: RTCRtpTransceiverInit) {
    let encodings = (init.sendEncodings ?? [{}]).map(({ active = true }) => ({ active }));
    const sender: FakeSender = {
      track: null,
      replaceTrack: async (track) => {
        sender.track = track;
      },
      getParameters: () => ({ encodings: encodings.map((encoding) => ({ ...encoding })) }),
      setParameters: async (parameters) => {
        encodings = parameters.encodings;
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
    this.described++;
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
