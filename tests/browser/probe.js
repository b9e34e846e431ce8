// Put into every page before its own scripts: counts what is asked of the devices, keeps the media connections at hand,
// and looks at pictures and sound. It changes nothing for the page.
(() => {
  const peers = [];
  window.RTCPeerConnection = new Proxy(RTCPeerConnection, {
    construct(target, args) {
      const pc = new target(...args);
      peers.push(pc);
      return pc;
    },
  });
  const sockets = [];
  let openings = 0;
  const hearers = [];
  /** Calls `hear` with all that comes over the lines to the server, before the page reads it. */
  const onMessage = (hear) => {
    hearers.push(hear);
  };
  let blocked = false;
  window.WebSocket = new Proxy(WebSocket, {
    construct(target, args) {
      const socket = new target(...args);
      if (blocked) socket.close();
      socket.addEventListener("open", () => {
        openings++;
      });
      socket.addEventListener("message", ({ data }) => {
        for (const hear of hearers) hear(data);
      });
      sockets.push(socket);
      return socket;
    },
  });
  /** How many lines to the server were open at some time. */
  const opened = () => openings;
  /** Ends the lines to the server, as a lost network does sooner or later. */
  const cutSockets = () => {
    for (const socket of sockets) socket.close();
  };
  /** Ends them, and lets no new one come about until it is taken back. */
  const blockSockets = (value) => {
    blocked = value;
    if (blocked) cutSockets();
  };
  const openSocket = () => sockets.findLast((socket) => socket.readyState === WebSocket.OPEN);
  /** Says something on the page's line beside the page itself, once it is open: `kind` is its namespace. */
  const say = async (kind, event, payload) => {
    while (!openSocket()) await new Promise((done) => setTimeout(done, 100));
    openSocket().send(`42/${kind},${JSON.stringify([event, payload])}`);
  };
  const tracks = [];
  /** How many cameras are on. */
  const camerasOpen = () => tracks.filter((track) => track.readyState === "live").length;
  let asked = 0;
  let refusing = false;
  const media = navigator.mediaDevices;
  if (media) {
    const open = media.getUserMedia.bind(media);
    media.getUserMedia = (wanted) => {
      asked++;
      if (refusing) return Promise.reject(new DOMException("refused", "NotAllowedError"));
      return open(wanted).then((stream) => {
        tracks.push(...stream.getVideoTracks());
        return stream;
      });
    };
  }

  /** As if the person had refused the permission. */
  const refuseDevices = (value) => {
    refusing = value;
  };

  const byTestId = (id) => document.querySelector(`[data-testid="${id}"]`);
  const live = () => peers.filter((pc) => pc.connectionState === "connected").at(-1);

  /** Red, green and blue of the picture that is shown, each the median over a coarse grid; null without a picture. */
  function colour(id) {
    const video = byTestId(id);
    if (!video?.videoWidth) return null;
    const size = 9;
    const canvas = new OffscreenCanvas(size, size);
    const paint = canvas.getContext("2d");
    paint.drawImage(video, 0, 0, size, size);
    const { data } = paint.getImageData(0, 0, size, size);
    const channel = (offset) =>
      [...data].filter((_, index) => index % 4 === offset).sort((a, b) => a - b)[(size * size) >> 1];
    return [channel(0), channel(1), channel(2)];
  }

  /** What has arrived on the present connection. */
  async function arrived() {
    const sum = { audioPackets: 0, audioEnergy: 0, frames: 0, videoBytes: 0 };
    for (const stat of (await live()?.getStats())?.values() ?? []) {
      if (stat.type !== "inbound-rtp") continue;
      if (stat.kind === "audio") {
        sum.audioPackets += stat.packetsReceived;
        sum.audioEnergy += stat.totalAudioEnergy ?? 0;
      } else {
        sum.frames += stat.framesDecoded ?? 0;
        sum.videoBytes += stat.bytesReceived;
      }
    }
    return sum;
  }

  /** For whoever reads why a picture did not come: its element and tracks, and what the connection carries. */
  async function why(id) {
    const video = byTestId(id);
    const tracks = video?.srcObject?.getTracks() ?? [];
    const streams = [];
    for (const stat of (await live()?.getStats())?.values() ?? []) {
      if (stat.kind !== "video") continue;
      if (stat.type === "inbound-rtp")
        streams.push(["in", stat.mid, stat.packetsReceived, stat.framesDecoded, stat.keyFramesDecoded, stat.pliCount]);
      if (stat.type === "outbound-rtp")
        streams.push(["out", stat.mid, stat.packetsSent, stat.framesEncoded, stat.keyFramesEncoded, stat.targetBitrate]);
    }
    return JSON.stringify({
      element: video ? [video.videoWidth, video.readyState, video.paused] : null,
      tracks: tracks.map((track) => [track.readyState, track.muted]),
      peers: peers.map((pc) => pc.connectionState),
      streams,
    });
  }

  const TICK_MS = 20;
  let ticking;
  let ticks = 0;
  let voice = { packets: 0, at: 0, longest: 0 };
  let shown = 0;
  let watched = null;
  /** Counts the other side's new frames from now on, and notes its voice, on a clock that stands still while the page does. */
  function watchFrames() {
    clearInterval(ticking);
    voice = { packets: 0, at: ticks, longest: 0 };
    ticking = setInterval(() => {
      if (++ticks % 10 === 0) void listen();
    }, TICK_MS);
    watched = byTestId("remote-video");
    shown = 0;
    const next = () =>
      watched.requestVideoFrameCallback(() => {
        shown++;
        next();
      });
    next();
  }
  /** How many new frames there were since `watchFrames`. */
  const framesShown = () => shown;

  /** Notes whether more of the other side's voice has come. */
  async function listen() {
    const { audioPackets } = await arrived();
    voice.longest = Math.max(voice.longest, ticks - voice.at);
    if (audioPackets !== voice.packets) voice = { ...voice, packets: audioPackets, at: ticks };
  }
  /** The longest time without more of the other side's voice since `watchFrames`, on its clock, in ms. */
  const voiceGap = () => voice.longest * TICK_MS;

  const paintedFrames = [];
  let finder = null;
  /** Notes when each frame of a picture was received and painted; follows the element as it comes and goes. */
  function watchPainted(id = "remote-video") {
    paintedFrames.length = 0;
    finder?.disconnect();
    let followed = null;
    const mine = new MutationObserver(follow);
    finder = mine;
    function follow() {
      const video = byTestId(id);
      if (!video || video === followed) return;
      followed = video;
      const next = () =>
        video.requestVideoFrameCallback((at, frame) => {
          if (finder !== mine || followed !== video) return;
          paintedFrames.push({ at, received: frame.receiveTime, decoding: frame.processingDuration });
          next();
        });
      next();
    }
    mine.observe(document.body, { childList: true, subtree: true });
    follow();
  }
  const painted = () => paintedFrames;
  /** When the first frame was painted that was received after this moment, both on the machine's clock in ms; null: none yet. */
  const paintedSince = (moment) => {
    const frame = paintedFrames.find((one) => performance.timeOrigin + one.received > moment);
    return frame ? performance.timeOrigin + frame.at : null;
  };

  window.probe = {
    camerasOpen,
    peers,
    live,
    colour,
    why,
    arrived,
    watchFrames,
    framesShown,
    voiceGap,
    watchPainted,
    painted,
    paintedSince,
    opened,
    onMessage,
    say,
    cutSockets,
    blockSockets,
    refuseDevices,
    asked: () => asked,
  };
})();
