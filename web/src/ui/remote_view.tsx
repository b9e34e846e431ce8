import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { gettext } from "../i18n";
import { Picture } from "../picture";
import type { MediaLink } from "../rtc";
import { slotOf } from "../rtc_layout";
import { Icon } from "./icon";

interface Props {
  link: MediaLink;
  slots: Readonly<Record<string, string>>;
  /** The epoch of the call under way; `null` while there is none: then nothing is seen or heard. */
  epoch: number | null;
  /** Who is seen, for the picture's name. */
  who: string;
  /** Shown while there is no picture. */
  cover: ComponentChildren;
}

/** The other side: picture and sound of its slots, covered and silent until a frame of the present epoch is there. */
export function RemoteView({ link, slots, epoch, who, cover }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const [picture, setPicture] = useState<Picture | null>(null);
  useEffect(() => {
    if (!video.current) return;
    const made = new Picture(video.current);
    setPicture(made);
    return () => made.end();
  }, []);
  const track = link.tracks.value.get(slotOf("video", slots)) ?? null;
  // The epoch before the track: a new source must never be uncovered by the old epoch.
  picture?.setEpoch(epoch);
  useEffect(() => picture?.attach(track), [picture, track]);
  const seen = picture?.shown.value === true && !picture.stalled.value;
  return (
    <div class="remote" data-testid="remote" data-seen={seen}>
      <video ref={video} muted playsInline autoplay aria-label={who} data-testid="remote-video" />
      {!seen && <div class="cover">{picture?.stalled.value ? <NoPicture who={who} /> : cover}</div>}
      <RemoteSound link={link} slots={slots} live={epoch !== null} />
    </div>
  );
}

function NoPicture({ who }: { who: string }) {
  return (
    <p>
      <Icon name="camera_off" />
      <span>{gettext("No picture from %(who)s at the moment; the sound goes on.", { who })}</span>
    </p>
  );
}

function RemoteSound({
  link,
  slots,
  live,
}: {
  link: MediaLink;
  slots: Readonly<Record<string, string>>;
  live: boolean;
}) {
  const audio = useRef<HTMLAudioElement>(null);
  const [blocked, setBlocked] = useState(false);
  const track = link.tracks.value.get(slotOf("audio", slots)) ?? null;
  const play = () =>
    audio.current?.play().then(
      () => setBlocked(false),
      (error: DOMException) => setBlocked(error.name === "NotAllowedError"),
    );
  useEffect(() => {
    if (!audio.current) return;
    audio.current.srcObject = track && live ? new MediaStream([track]) : null;
    if (track && live) void play();
  }, [track, live]);
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: a live call; captions are an adjustment that people ask for */}
      <audio ref={audio} data-testid="remote-audio" />
      {blocked && live && (
        <button type="button" class="button unblock" onClick={() => void play()}>
          <Icon name="speaker" />
          {gettext("Turn the sound on")}
        </button>
      )}
    </>
  );
}
