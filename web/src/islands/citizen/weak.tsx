import { later } from "../../ui/later";
import type { Controller } from "./controller";
import type { NoMedia as NoMediaPart, CameraPaused as PausedPart } from "./weak_line";

/** Fetched when something fails, and with each call: then there may be too little of a line to fetch it by. */
export const NoMedia = later<Parameters<typeof NoMediaPart>[0]>(
  () => import("./weak_line").then((module) => module.NoMedia),
  "weak_line",
);
export const CameraPaused = later<Parameters<typeof PausedPart>[0]>(
  () => import("./weak_line").then((module) => module.CameraPaused),
  "weak_line",
);

/** What a line that carries too little, or nothing, makes of the call; nothing on a good one. */
export function LineNotes({ controller }: { controller: Controller }) {
  const trouble = controller.mediaTrouble.value;
  const paused = controller.pause.value !== "sent" && controller.devices.camera.value !== null;
  return (
    <>
      {trouble && <NoMedia controller={controller} trouble={trouble} />}
      {paused && <CameraPaused controller={controller} />}
    </>
  );
}
