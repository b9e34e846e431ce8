import { useEffect, useRef, useState } from "preact/hooks";
import { gettext } from "../i18n";
import { Picture } from "../picture";
import type { MediaLink } from "../rtc";

interface Props {
  link: MediaLink;
  epoch: number | null;
  /** Whose screen it is. */
  who: string;
}

/** Another's screen, covered until a frame of the present epoch is there. It may stand still for long. */
export function ScreenView({ link, epoch, who }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const [picture, setPicture] = useState<Picture | null>(null);
  useEffect(() => {
    if (!video.current) return;
    const made = new Picture(video.current);
    setPicture(made);
    return () => made.end();
  }, []);
  const track = link.tracks.value.get("screen0") ?? null;
  picture?.setEpoch(epoch);
  useEffect(() => picture?.attach(track), [picture, track]);
  const seen = picture?.shown.value === true;
  const words = gettext("Screen of %(who)s", { who });
  return (
    <div class="screen" data-testid="screen-shown" data-seen={seen}>
      <video ref={video} muted playsInline autoplay aria-label={words} data-testid="screen-video" />
      {!seen && <p class="cover">{gettext("%(who)s is sharing the screen…", { who })}</p>}
    </div>
  );
}
