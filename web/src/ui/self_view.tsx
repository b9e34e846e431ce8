import { useEffect, useRef } from "preact/hooks";
import type { Devices } from "../devices";
import { facingOf } from "../devices_change";
import { gettext } from "../i18n";
import { Icon } from "./icon";

/** The person's own picture, mirrored as in a mirror, unless a camera behind shows something; in words when there is none. */
export function SelfView({ devices, class: name = "" }: { devices: Devices; class?: string }) {
  const video = useRef<HTMLVideoElement>(null);
  const track = devices.camera.value;
  useEffect(() => {
    if (!video.current) return;
    video.current.srcObject = track ? new MediaStream([track]) : null;
    if (track) void video.current.play().catch(() => undefined);
  }, [track]);
  return (
    <div class={`self ${name}`} data-facing={facingOf(track)}>
      <video ref={video} muted playsInline autoplay aria-label={gettext("Your own picture")} data-testid="self-video" />
      {!track && (
        <p class="cover">
          <Icon name="camera_off" />
          <span>{devices.opening.value ? gettext("Opening…") : gettext("Camera off")}</span>
        </p>
      )}
    </div>
  );
}
