import { trustedScript } from "../worker";
import workerAddress from "./frames_worker?worker&url";
import { Secrecy } from "./secrecy";
import { givesFrames } from "./transforms";

type Given = ConstructorParameters<typeof Secrecy>;

/** Seals this page's calls from now on, where its browser can. Rejects where what seals them could not be fetched. */
export async function start(
  connections: Given[0],
  talk: Given[1],
  relay: Given[2],
  lastWritten: Given[4],
): Promise<Secrecy> {
  const worker = (await canEncrypt()) ? await loaded() : null;
  return new Secrecy(connections, talk, relay, worker, lastWritten);
}

const LOAD_MS = 15_000;

/** Rejects when its script does not come in time: a worker without a script takes frames and gives none. */
function loaded(): Promise<Worker> {
  const worker = new Worker(trustedScript("audiencia-frames", () => workerAddress));
  return new Promise((done, refuse) => {
    const giveUp = () => {
      worker.terminate();
      refuse(new Error("the script of the worker did not come"));
    };
    const late = setTimeout(giveUp, LOAD_MS);
    worker.addEventListener(
      "message",
      () => {
        clearTimeout(late);
        worker.removeEventListener("error", giveUp);
        done(worker);
      },
      { once: true },
    );
    worker.addEventListener("error", giveUp, { once: true });
  });
}

/** It gives frames to a worker, and has X25519. */
async function canEncrypt(): Promise<boolean> {
  const made = crypto.subtle?.generateKey("X25519", false, ["deriveBits"]).catch(() => null);
  return givesFrames() && Boolean(await made);
}
