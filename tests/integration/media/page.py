"""A page that does with WebRTC what the product's own pages do, and nothing else; served on localhost for browser tests."""

import contextlib
from collections.abc import AsyncIterator

from aiohttp import web

from audiencia.core.ids import PartyId, PeerId
from tests.integration.media.workers import Worker

SCRIPT = """
const kinds = ['audio', 'video', 'video', ...Array(5).fill('audio'), ...Array(6).fill('video')];
const slots = ['microphone', 'camera', 'screen', 'audio0', 'audio1', 'audio2', 'audio3', 'audio4',
               'video0', 'video1', 'video2', 'video3', 'video4', 'screen0'];
window.connectAs = async party => {
  const pc = window.pc = new RTCPeerConnection({iceServers: [], bundlePolicy: 'max-bundle'});
  const all = window.all = {};
  kinds.forEach((kind, place) => {
    all[slots[place]] = pc.addTransceiver(kind, {direction: place < 3 ? 'sendonly' : 'recvonly'});
  });
  await pc.setLocalDescription();
  const begun = performance.now();
  const answer = await fetch('/offer', {method: 'POST', body: JSON.stringify({party, sdp: pc.localDescription.sdp})});
  await pc.setRemoteDescription({type: 'answer', sdp: (await answer.json()).sdp});
  await new Promise((done, failed) => {
    const look = () => pc.connectionState === 'connected' ? done()
                       : pc.connectionState === 'failed' && failed(new Error('failed'));
    pc.onconnectionstatechange = look;
    look();
  });
  for (const slot of ['audio0', 'video0', 'screen0']) {
    const element = document.createElement(slot === 'audio0' ? 'audio' : 'video');
    element.id = slot;
    element.autoplay = true;
    element.muted = slot !== 'audio0'; // a muted element's sound is not decoded to a level
    element.srcObject = new MediaStream([all[slot].receiver.track]);
    element.addEventListener('loadeddata', () => { element.dataset.firstFrame = performance.timeOrigin + performance.now(); });
    document.body.append(element);
  }
  return performance.now() - begun;
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
      return {frames: report.framesDecoded ?? 0, packets: report.packetsReceived, energy: report.totalAudioEnergy ?? 0,
              clock: 'remoteId' in report};
  return {frames: 0, packets: 0, energy: 0, clock: false};
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
    count = iter(range(1_000_000))

    async def offer(request: web.Request) -> web.Response:
        body = await request.json()
        peer = PeerId(f"browser-{next(count)}")
        answer = await worker.control.put_peer(peer, PartyId(body["party"]), body["sdp"])
        return web.json_response({"sdp": answer.sdp})

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
