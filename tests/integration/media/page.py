"""A page that does with WebRTC what the product's own pages do, and nothing else; served on localhost for browser tests."""

import contextlib
from collections.abc import AsyncIterator

from aiohttp import web

from audiencia.core.errors import DomainError
from audiencia.core.ids import PartyId, PeerId
from audiencia.media.control.control import Layout
from tests.integration.media.workers import Worker

SCRIPT = """
const whole = ['microphone', 'camera', 'screen', 'audio0', 'audio1', 'audio2', 'audio3', 'audio4',
               'video0', 'video1', 'video2', 'video3', 'video4', 'screen0'];
const add = slots => slots.forEach(slot => {
  const direction = ['microphone', 'camera', 'screen'].includes(slot) ? 'sendonly' : 'recvonly';
  all[slot] = pc.addTransceiver(/^(audio|microphone)/.test(slot) ? 'audio' : 'video', {direction});
});
const negotiate = async (hold = 0) => {
  await pc.setLocalDescription();
  const offer = {...who, slots: Object.keys(all), boot: window.boot, sdp: pc.localDescription.sdp};
  const answer = await (await fetch('/offer', {method: 'POST', body: JSON.stringify(offer)})).json();
  if (answer.refused) throw new Error(answer.refused);
  window.boot = answer.boot;
  await new Promise(done => setTimeout(done, hold));
  await pc.setRemoteDescription({type: 'answer', sdp: answer.sdp});
};
const show = slots => slots.forEach(slot => {
  const element = document.createElement(slot.startsWith('audio') ? 'audio' : 'video');
  element.id = slot;
  element.autoplay = true;
  element.muted = element.tagName !== 'AUDIO'; // a muted element's sound is not decoded to a level
  element.srcObject = new MediaStream([all[slot].receiver.track]);
  element.addEventListener('loadeddata', () => { element.dataset.firstFrame = performance.timeOrigin + performance.now(); });
  document.body.append(element);
});
window.connectAs = async (party, slots = whole) => {
  window.pc = new RTCPeerConnection({iceServers: [], bundlePolicy: 'max-bundle'});
  window.all = {};
  window.who = {party, peer: crypto.randomUUID()};
  add(slots);
  const begun = performance.now();
  await negotiate();
  await new Promise((done, failed) => {
    const look = () => pc.connectionState === 'connected' ? done()
                       : pc.connectionState === 'failed' && failed(new Error('failed'));
    pc.onconnectionstatechange = look;
    look();
  });
  show(['audio0', 'audio1', 'video0', 'screen0']);
  return performance.now() - begun;
};
// The answer is applied so many milliseconds after it came: what the worker sends in new slots comes before it.
window.addSlots = async (slots, hold) => {
  add(slots);
  await negotiate(hold);
  show(slots);
};
window.openDevices = async () => {
  const stream = window.devices ??= await navigator.mediaDevices.getUserMedia({audio: true, video: true});
  return stream.getTracks().length;
};
window.send = async on => {
  const [sound] = window.devices.getAudioTracks(), [picture] = window.devices.getVideoTracks();
  await all.microphone.sender.replaceTrack(on ? sound : null);
  await all.camera.sender.replaceTrack(on ? picture : null);
};
window.stats = async slot => {
  for (const report of (await all[slot].receiver.getStats()).values())
    if (report.type === 'inbound-rtp')
      return {frames: report.framesDecoded ?? 0, packets: report.packetsReceived, ssrc: report.ssrc,
              energy: report.totalAudioEnergy ?? 0, clock: 'remoteId' in report};
  return {frames: 0, packets: 0, ssrc: null, energy: 0, clock: false};
};
window.transport = async () => {
  const found = [...(await pc.getStats()).values()].find(one => one.type === 'transport') ?? {};
  return [found.dtlsState, found.iceLocalUsernameFragment,
          pc.localDescription.sdp.match(/a=ice-ufrag:.*/)[0]];
};
window.way = async () => {
  const found = [...(await pc.getStats()).values()];
  const used = found.find(one => one.type === 'transport');
  const pair = found.find(one => one.id === used?.selectedCandidatePairId);
  const there = found.find(one => one.id === pair?.remoteCandidateId);
  return there ? `${there.protocol} ${there.address ?? there.ip}` : null;
};
window.colour = slot => {
  const video = document.getElementById(slot);
  if (!video.videoWidth) return null;
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight), context = canvas.getContext('2d');
  context.drawImage(video, 0, 0);
  return [...context.getImageData(8, video.videoHeight / 2, 1, 1).data.slice(0, 3)];
};
"""
PAGE = "<!doctype html><meta charset=utf-8><title>media</title><body><script src=/script.js></script>"


@contextlib.asynccontextmanager
async def served_page(worker: Worker) -> AsyncIterator[str]:
    """The page's address; offers posted to it go to the worker."""

    async def offer(request: web.Request) -> web.Response:
        body = await request.json()
        peer, layout = PeerId(body["peer"]), Layout(body["slots"], body.get("boot"))
        try:
            answer = await worker.control.put_peer(peer, PartyId(body["party"]), body["sdp"], layout=layout)
        except DomainError as error:
            return web.json_response({"refused": str(error.params)})
        return web.json_response({"sdp": answer.sdp, "boot": answer.boot})

    async def page(request: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    async def script(request: web.Request) -> web.Response:
        return web.Response(text=SCRIPT, content_type="text/javascript")

    app = web.Application()
    app.add_routes([web.get("/", page), web.get("/script.js", script), web.post("/offer", offer)])
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()
