/**
 * One call from a page to itself, over the browser's own encoder, and how near what arrives comes to what was sent.
 *
 * Each picture carries its number as black and white squares in its first row of blocks, so that one that is left out
 * by the encoder, or comes late, is compared with its own source.
 */

const BLOCK = 8;
/** Constants of SSIM (Wang et al., 2004) for 8 bits. */
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;
/** Squares of the number: `SQUARE` pixels wide, `BITS` of them, along the upper edge. */
const SQUARE = 16;
const BITS = 10;

let frames;

/** Fetches the pictures, I420 one after the other, and marks each with its number. */
async function prepare({ width, height, count }) {
  frames = new Uint8Array(await (await fetch("/pictures")).arrayBuffer());
  for (let at = 0; at < count; at += 1) {
    const start = (at * width * height * 3) / 2;
    for (let bit = 0; bit < BITS; bit += 1) {
      const light = (at >> bit) & 1 ? 235 : 16;
      for (let row = 0; row < SQUARE; row += 1) {
        const left = start + row * width + bit * SQUARE;
        frames.fill(light, left, left + SQUARE);
      }
    }
  }
}

function sent(codec) {
  const { codecs } = RTCRtpSender.getCapabilities("video");
  return codecs.filter((one) => one.mimeType.toLowerCase() === `video/${codec}`.toLowerCase());
}

/** Whether this browser encodes it at all. */
function canEncode(codec) {
  return sent(codec).length > 0;
}

/** Sends the pictures for `seconds` at their rate, over and over; the comparison leaves out the first `leaves` seconds. */
async function call(codec, size, seconds, leaves) {
  const [here, there] = [new RTCPeerConnection(), new RTCPeerConnection()];
  here.onicecandidate = ({ candidate }) => candidate && there.addIceCandidate(candidate);
  there.onicecandidate = ({ candidate }) => candidate && here.addIceCandidate(candidate);
  const camera = new MediaStreamTrackGenerator({ kind: "video" });
  camera.contentHint = "motion";
  const way = here.addTransceiver(camera, {
    direction: "sendonly",
    sendEncodings: [{ maxBitrate: size.bitrate, maxFramerate: size.rate }],
  });
  way.setCodecPreferences([...sent(codec).slice(0, 1), ...sent("rtx")]);
  const arrived = new Promise((resolve) => {
    there.ontrack = ({ track }) => resolve(track);
  });
  await here.setLocalDescription(await here.createOffer());
  await there.setRemoteDescription(here.localDescription);
  await there.setLocalDescription(await there.createAnswer());
  const asked = there.localDescription.sdp.replace(/(a=fmtp:\d+ .*)/, "$1;x-google-start-bitrate=200");
  await here.setRemoteDescription({ type: "answer", sdp: asked });
  const parameters = way.sender.getParameters();
  parameters.degradationPreference = "maintain-resolution";
  await way.sender.setParameters(parameters);

  const sums = { seen: 0, psnr: 0, ssim: 0 };
  const shown = [];
  const reader = new MediaStreamTrackProcessor({ track: await arrived, maxBufferSize: 60 }).readable.getReader();
  let from = null;
  const reading = (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (from && value.codedWidth === size.width) shown.push(await brightness(value, size));
      else value.close();
    }
  })();
  await play(camera, size, leaves);
  from = await counted(way.sender);
  await play(camera, size, seconds - leaves);
  const to = await counted(way.sender);
  here.close();
  there.close();
  camera.stop();
  await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 500))]);
  for (const rows of shown) add(sums, rows, size);
  if (sums.seen < (size.rate * (seconds - leaves)) / 2) throw new Error(`${codec}: ${sums.seen} pictures arrived`);
  return {
    psnr_db: sums.psnr / sums.seen,
    ssim: sums.ssim / sums.seen,
    kbit: ((to.bytesSent - from.bytesSent) * 8) / 1000 / (seconds - leaves),
    encode_ms: ((to.totalEncodeTime - from.totalEncodeTime) * 1000) / (to.framesEncoded - from.framesEncoded),
  };
}

async function counted(sender) {
  const found = [...(await sender.getStats()).values()].find((one) => one.type === "outbound-rtp");
  return { ...found };
}

async function play(camera, { width, height, rate, count }, seconds) {
  const writer = camera.writable.getWriter();
  const size = (width * height * 3) / 2;
  const begun = performance.now();
  for (let number = 0; number < seconds * rate; number += 1) {
    const due = begun + (number * 1000) / rate;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    const at = number % count;
    const data = frames.subarray(at * size, (at + 1) * size);
    const timestamp = performance.now() * 1000;
    await writer.write(new VideoFrame(data, { format: "I420", codedWidth: width, codedHeight: height, timestamp }));
  }
  writer.releaseLock();
}

/** The brightness of a picture that arrived, row by row. */
async function brightness(picture, { width, height }) {
  const data = new Uint8Array(picture.allocationSize());
  const [{ offset, stride }] = await picture.copyTo(data);
  picture.close();
  const rows = new Uint8Array(width * height);
  for (let row = 0; row < height; row += 1) {
    rows.set(data.subarray(offset + row * stride, offset + row * stride + width), row * width);
  }
  return rows;
}

function numberOf(rows, width) {
  let at = 0;
  for (let bit = 0; bit < BITS; bit += 1) {
    if (rows[(SQUARE / 2) * width + bit * SQUARE + SQUARE / 2] > 125) at |= 1 << bit;
  }
  return at;
}

function add(sums, rows, { width, height, count }) {
  const at = numberOf(rows, width);
  if (at >= count) return;
  const start = (at * width * height * 3) / 2;
  const given = frames.subarray(start, start + width * height);
  sums.seen += 1;
  sums.psnr += psnr(given, rows);
  sums.ssim += ssim(given, rows, width, height);
}

function psnr(given, seen) {
  let sum = 0;
  for (let at = 0; at < given.length; at += 1) sum += (given[at] - seen[at]) ** 2;
  return 10 * Math.log10((255 * 255 * given.length) / Math.max(sum, 1));
}

function ssim(given, seen, width, height) {
  let total = 0;
  let blocks = 0;
  for (let top = SQUARE; top + BLOCK <= height; top += BLOCK) {
    for (let left = 0; left + BLOCK <= width; left += BLOCK) {
      total += ofBlock(given, seen, top * width + left, width);
      blocks += 1;
    }
  }
  return total / blocks;
}

function ofBlock(given, seen, start, width) {
  const n = BLOCK * BLOCK;
  let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (let row = 0; row < BLOCK; row += 1) {
    for (let at = start + row * width; at < start + row * width + BLOCK; at += 1) {
      a += given[at];
      b += seen[at];
      aa += given[at] ** 2;
      bb += seen[at] ** 2;
      ab += given[at] * seen[at];
    }
  }
  a /= n;
  b /= n;
  const [va, vb, both] = [aa / n - a * a, bb / n - b * b, ab / n - a * b];
  return ((2 * a * b + C1) * (2 * both + C2)) / ((a * a + b * b + C1) * (va + vb + C2));
}
