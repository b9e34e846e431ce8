import { useRef, useState } from "preact/hooks";
import { gettext } from "../../i18n";
import { newId } from "../../ids";
import type { CurrentOut, DirectorView } from "../../protocol";
import { Icon } from "../../ui/icon";
import type { Controller } from "./controller";
import { isByPhone, phaseOf } from "./state";

const QUALITY = 0.92;
const SEND_MS = 60_000;

interface Props {
  controller: Controller;
  view: DirectorView;
}

/** Asks the citizen whether one picture of what they hold up may be taken. */
export function PictureButton({ controller, view }: Props) {
  const { current } = view;
  if (!current || phaseOf(view) !== "in_call" || isByPhone(view) || current.data_mode === "voice") return null;
  return (
    <button
      type="button"
      class="button second"
      data-testid="ask-picture"
      disabled={controller.busy.value || current.picture === "asked"}
      onClick={(event) => {
        event.currentTarget.closest("details")?.removeAttribute("open");
        void controller.askPicture(current.ticket_id);
      }}
    >
      <Icon name="camera" />
      {gettext("Ask for a picture of a document…")}
    </button>
  );
}

/** What became of the question, and taking the picture once it is allowed. */
export function PictureNote({ current, talking }: { current: CurrentOut; talking: boolean }) {
  const { picture, name } = current;
  if (picture === null) return null;
  if (picture === "allowed") return <Taking current={current} talking={talking} />;
  const words = {
    asked: () => gettext("You asked %(name)s for a picture of the document.", { name }),
    refused: () => gettext("%(name)s does not want a picture to be taken.", { name }),
    kept: () =>
      gettext("The picture is kept: it goes into the case if the matter goes on, else it is deleted after 30 days."),
  };
  return (
    <div class="callout note" role="status" data-testid="picture" data-picture={picture}>
      <Icon name="camera" />
      <p>{words[picture]()}</p>
    </div>
  );
}

/**
 * From what this page shows: of an encrypted call nobody else could take it. A picture that is covered is never taken: behind the cover may
 * be the last frame of the call before, or of a camera that was turned off.
 */
function Taking({ current, talking }: { current: CurrentOut; talking: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [taken, setTaken] = useState<string | null>(null);
  const [state, setState] = useState<"" | "unseen" | "sending" | "failed">("");
  const take = () => {
    const video = document.querySelector<HTMLVideoElement>("[data-testid=remote][data-seen=true] video");
    if (!video?.videoWidth || !canvas.current) {
      setState("unseen");
      return;
    }
    canvas.current.width = video.videoWidth;
    canvas.current.height = video.videoHeight;
    canvas.current.getContext("2d")?.drawImage(video, 0, 0);
    setTaken(newId());
    setState("");
  };
  const keep = async () => {
    if (!canvas.current || !taken) return;
    setState("sending");
    setState((await send(canvas.current, current.ticket_id, taken)) ? "" : "failed");
  };
  return (
    <div class="callout stack stack-tight" role="status" data-testid="picture" data-picture="allowed">
      <p>
        {gettext("%(name)s agrees. Ask them to hold the document near the camera, and still.", { name: current.name })}
      </p>
      <canvas
        ref={canvas}
        class="picture-taken"
        role="img"
        aria-label={gettext("What would be kept")}
        hidden={taken === null}
      />
      {state === "failed" && <p role="alert">{gettext("The picture could not be kept. Try again.")}</p>}
      {state === "unseen" && (
        <p role="alert" data-testid="picture-unseen">
          {gettext("No picture comes from %(name)s now.", { name: current.name })}
        </p>
      )}
      <p class="row">
        {taken && (
          <button
            type="button"
            class="button"
            data-testid="picture-keep"
            disabled={state === "sending" || !talking}
            onClick={() => void keep()}
          >
            {gettext("Keep it with the case")}
          </button>
        )}
        <button
          type="button"
          class={taken ? "button second" : "button"}
          data-testid="picture-take"
          disabled={state === "sending" || !talking}
          onClick={take}
        >
          {taken ? gettext("Take another") : gettext("Take the picture")}
        </button>
      </p>
    </div>
  );
}

/** True when it was kept; said again with the same `command_id` it is kept once. */
async function send(canvas: HTMLCanvasElement, ticket_id: string, command_id: string): Promise<boolean> {
  const picture = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!picture) return false;
  const form = new FormData();
  form.set("csrf", document.querySelector<HTMLInputElement>("input[name=csrf]")?.value ?? "");
  form.set("command_id", command_id);
  form.set("ticket_id", ticket_id);
  const name = gettext("Picture of the call");
  form.set("files", picture, `${name}.jpg`);
  const headers = { Accept: "application/json" };
  try {
    const how = { method: "POST", body: form, headers, signal: AbortSignal.timeout(SEND_MS) };
    return (await fetch("/direccion/imagen", how)).ok;
  } catch {
    return false;
  }
}
