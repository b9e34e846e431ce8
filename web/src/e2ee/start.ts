import { trustedScript } from "../worker";
import workerAddress from "./frames_worker?worker&url";
import { Secrecy } from "./secrecy";

type Given = ConstructorParameters<typeof Secrecy>;

/** Seals this page's calls from now on, where its browser can. */
export async function start(
  connections: Given[0],
  talk: Given[1],
  relay: Given[2],
  lastWritten: Given[4],
): Promise<Secrecy> {
  return new Secrecy(
    connections,
    talk,
    relay,
    (await canEncrypt()) ? new Worker(trustedScript("audiencia-frames", () => workerAddress)) : null,
    lastWritten,
  );
}

/** It gives frames to a worker, and has X25519. */
async function canEncrypt(): Promise<boolean> {
  const made = crypto.subtle?.generateKey("X25519", false, ["deriveBits"]).catch(() => null);
  return "RTCRtpScriptTransform" in self && Boolean(await made);
}
