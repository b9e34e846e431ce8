import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { tell } from "../announce";
import type { Kind } from "../devices";
import { gettext } from "../i18n";
import { Picture } from "../picture";
import type { MediaLink } from "../rtc";
import { slotOf } from "../rtc_layout";
import { Icon } from "./icon";

interface Props {
  link: MediaLink;
  slots: Readonly<Record<string, string>>;
  /** Which of the other parties of the call, from 0. */
  party: number;
  /** The epoch of the call under way; `null` while there is none: then nothing is seen or heard. */
  epoch: number | null;
  /** Who is seen, for the picture's name. */
  who: string;
  /** Shown under the picture where there are several. */
  caption?: string;
  /** Shown while there is no picture. */
  cover: ComponentChildren;
  /** Why a picture that was there comes no more, where that is known. */
  paused: string | undefined;
  /** What they turned off themselves. */
  off: readonly Kind[] | undefined;
  /** Beside others it stays the largest. */
  large: boolean;
  /** The tracks of which sound comes, by their ids. */
  sounds: ReadonlySet<string>;
  /** The track of whoever speaks now, where there are several. */
  speaker: string | null;
}

const NAMES = ["remote", "second", "third", "fourth", "fifth"] as const;

/** The other side: picture and sound of its slots, covered and silent until a frame of the present epoch is there. */
export function RemoteView(props: Props) {
  const { link, slots, party, epoch, who, caption, cover, paused, off, large, sounds, speaker } = props;
  const video = useRef<HTMLVideoElement>(null);
  const [picture, setPicture] = useState<Picture | null>(null);
  useEffect(() => {
    if (!video.current) return;
    const made = new Picture(video.current);
    setPicture(made);
    return () => made.end();
  }, []);
  const track = link.tracks.value.get(slotOf("video", slots, party)) ?? null;
  // The epoch before the track: a new source must never be uncovered by the old epoch.
  picture?.setEpoch(epoch);
  useEffect(() => picture?.attach(track), [picture, track]);
  const { dark, silent } = useOff(who, epoch === null ? [] : (off ?? []));
  const seen = picture?.shown.value === true && !picture.stalled.value && !dark;
  const sound = link.tracks.value.get(slotOf("audio", slots, party))?.id ?? "";
  // Who listens hears it: nothing is announced.
  const speaks = !silent && sound === speaker;
  const name = NAMES[party] ?? "remote";
  return (
    <div class="remote" data-testid={name} data-seen={seen} data-speaks={speaks} data-large={large}>
      <video ref={video} muted playsInline autoplay aria-label={who} data-testid={`${name}-video`} />
      {!seen && (
        <div class="cover">
          {dark || picture?.stalled.value ? (
            <NoPicture text={dark ? darkText(who) : (paused ?? goneText(who, sounds.has(sound)))} />
          ) : (
            cover
          )}
        </div>
      )}
      {silent && (
        <p class="silent" data-testid={`${name}-muted`}>
          <Icon name="mic_off" />
          <span>{gettext("Turned the microphone off")}</span>
        </p>
      )}
      {speaks && (
        <span class="speaks">
          <Icon name="speaker" />
        </span>
      )}
      {caption && <p class="caption">{caption}</p>}
      <RemoteSound link={link} slots={slots} party={party} live={epoch !== null} testid={`${name}-audio`} />
    </div>
  );
}

/** What the other one turned off: seen at once, and told to who listens. */
function useOff(who: string, off: readonly Kind[]): { dark: boolean; silent: boolean } {
  const [dark, silent] = [off.includes("camera"), off.includes("microphone")];
  useEffect(() => {
    if (dark) tell(darkText(who));
  }, [dark]);
  useEffect(() => {
    if (silent) tell(gettext("%(who)s turned the microphone off.", { who }));
  }, [silent]);
  return { dark, silent };
}

function darkText(who: string): string {
  return gettext("%(who)s turned the camera off.", { who });
}

/** That the sound goes on is said where it does. */
function goneText(who: string, sound: boolean): string {
  return sound
    ? gettext("No picture from %(who)s at the moment; the sound goes on.", { who })
    : gettext("No picture from %(who)s at the moment.", { who });
}

function NoPicture({ text }: { text: string }) {
  return (
    <p>
      <Icon name="camera_off" />
      <span>{text}</span>
    </p>
  );
}

interface SoundProps {
  link: MediaLink;
  slots: Readonly<Record<string, string>>;
  party: number;
  live: boolean;
  testid: string;
}

function RemoteSound({ link, slots, party, live, testid }: SoundProps) {
  const audio = useRef<HTMLAudioElement>(null);
  const [blocked, setBlocked] = useState(false);
  const track = link.tracks.value.get(slotOf("audio", slots, party)) ?? null;
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
      <audio ref={audio} data-testid={testid} />
      {blocked && live && (
        <button type="button" class="button unblock" onClick={() => void play()}>
          <Icon name="speaker" />
          {gettext("Turn the sound on")}
        </button>
      )}
    </>
  );
}
