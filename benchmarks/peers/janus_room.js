// One person in Janus' VideoRoom by its own client, in the order of its demonstration. Before the click: session, handle and
// camera. On the click: join, publish, and subscribe to whoever publishes.
const ROOM = 1;
const feeds = new Map();
let janus;
let own;
let stream;

const byTestId = (id) => document.querySelector(`[data-testid="${id}"]`);
const attach = (more) =>
  new Promise((success, error) => {
    janus.attach({ plugin: "janus.plugin.videoroom", success, error, ...more });
  });

async function prepare() {
  const picture = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 24, max: 30 } };
  stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: picture });
  byTestId("self-video").srcObject = stream;
  await new Promise((callback) => {
    Janus.init({ debug: false, callback });
  });
  const server = new URLSearchParams(location.search).get("janus");
  await new Promise((success, error) => {
    janus = new Janus({ server, iceServers: [], success, error });
  });
  own = await attach({ onmessage: onOwn });
  window.prepared = true;
}

function onOwn(message, jsep) {
  if (message.videoroom === "joined") publish();
  for (const publisher of message.publishers ?? []) subscribe(publisher);
  if (jsep) own.handleRemoteJsep({ jsep });
}

function publish() {
  own.createOffer({
    tracks: stream.getTracks().map((track) => ({ type: track.kind, capture: track, recv: false })),
    success: (jsep) => own.send({ message: { request: "configure", audio: true, video: true }, jsep }),
  });
}

async function subscribe(publisher) {
  const feed = await attach({
    onmessage: (_, jsep) => {
      if (!jsep) return;
      feed.createAnswer({
        jsep,
        tracks: [],
        success: (answer) => feed.send({ message: { request: "start", room: ROOM }, jsep: answer }),
      });
    },
    onremotetrack: (track, _, on) => on && show(publisher.id, track),
  });
  feeds.set(publisher.id, feed);
  const streams = publisher.streams.map(({ mid }) => ({ feed: publisher.id, mid }));
  feed.send({ message: { request: "join", room: ROOM, ptype: "subscriber", streams } });
}

function show(id, track) {
  const name = `${track.kind}-${id}`;
  if (byTestId(name) || (track.kind === "video" && byTestId("remote-video"))) return;
  const element = document.createElement(track.kind);
  element.dataset.testid = track.kind === "video" ? "remote-video" : name;
  element.autoplay = element.playsInline = true;
  if (track.kind === "video")
    element.requestVideoFrameCallback(() => performance.mark("audiencia:first-frame"));
  element.srcObject = new MediaStream([track]);
  document.body.append(element);
}

byTestId("enter").addEventListener("click", () => {
  performance.mark("audiencia:accept");
  own.send({ message: { request: "join", room: ROOM, ptype: "publisher" } });
});
prepare();
