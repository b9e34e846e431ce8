import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { tell } from "../announce";
import type { Kind } from "../devices";
import { gettext } from "../i18n";
import type { MediaLink } from "../rtc";
import { watchSpeaking } from "../speaking";
import { Icon } from "./icon";
import { RemoteView } from "./remote_view";
import { ScreenView } from "./screen_view";

export interface Party {
  name: string;
  /** Where they are from; shown beside the name where there are several. */
  note?: string;
  /** Shown while there is no picture. */
  cover?: ComponentChildren;
  /** Why a picture that was there comes no more, where that is known. */
  paused?: string | undefined;
  /** What they turned off themselves. */
  off?: readonly Kind[] | undefined;
  /** The call is understood by this picture: it stays the largest. */
  large?: boolean | undefined;
}

interface Props {
  link: MediaLink;
  /** `null` while there is no call: then nothing is seen or heard. */
  call: { epoch: number; slots: Readonly<Record<string, string>> } | null;
  /** The others of the call, one to five. */
  parties: readonly Party[];
  /** The tracks of which sound comes, by their ids. */
  sounds: ReadonlySet<string>;
  /** Without a call the stage is small. */
  idle?: boolean;
  /** The own picture, where it stands in the stage. */
  children?: ComponentChildren;
}

/** The others' pictures and the own one. The first picture's element stays, whatever the state of the call. */
export function Stage({ link, call, parties, sounds, idle, children }: Props) {
  const [first, ...further] = parties;
  const slots = call?.slots ?? {};
  const epoch = call?.epoch ?? null;
  const sharer = call ? sharerOf(slots, parties) : null;
  useTold(sharer, call !== null);
  const several = further.length > 0;
  const speaker = useSpeaker(link, several ? epoch : null);
  const signed = several && !sharer && parties.some((one) => one.large);
  const kind = `stage${several ? " several" : idle ? " idle" : ""}${sharer ? " sharing" : ""}${signed ? " signed" : ""}`;
  return (
    <div class={kind} data-testid="stage" data-parties={parties.length}>
      <RemoteView
        link={link}
        slots={slots}
        party={0}
        epoch={epoch}
        who={first?.name ?? ""}
        caption={several && first ? caption(first) : ""}
        cover={first?.cover}
        paused={first?.paused}
        off={first?.off}
        large={several && first?.large === true}
        sounds={sounds}
        speaker={speaker}
      />
      {further.map((party, index) => (
        <RemoteView
          key={index}
          link={link}
          slots={slots}
          party={index + 1}
          epoch={`audio${index + 1}` in slots ? epoch : null}
          who={party.name}
          caption={caption(party)}
          cover={party.cover ?? <Icon name="person" />}
          paused={party.paused}
          off={party.off}
          large={party.large === true}
          sounds={sounds}
          speaker={speaker}
        />
      ))}
      {sharer && <ScreenView link={link} epoch={epoch} who={sharer} />}
      {children}
    </div>
  );
}

/** Who of the others shows a screen: that one's sound is in a slot of the same name. */
function sharerOf(slots: Readonly<Record<string, string>>, parties: readonly Party[]): string | null {
  if (!("screen0" in slots)) return null;
  return parties.find((_, index) => slots[`audio${index}`] === slots.screen0)?.name ?? "";
}

/** Who listens hears that a screen is shown, and that it is gone while the call goes on. */
function useTold(sharer: string | null, live: boolean): void {
  const before = useRef<string | null>(null);
  useEffect(() => {
    const who = sharer ?? before.current;
    if (sharer !== null) tell(gettext("%(who)s is showing you a screen.", { who: sharer }));
    else if (who !== null && live) tell(gettext("%(who)s shows the screen no more.", { who }));
    before.current = sharer;
  }, [sharer]);
}

/** The track of whoever speaks; measured only where there is an epoch, and anew with each, which brings others into the slots. */
function useSpeaker(link: MediaLink, epoch: number | null): string | null {
  const [speaker, setSpeaker] = useState<string | null>(null);
  useLayoutEffect(() => {
    setSpeaker(null);
    return epoch === null ? undefined : watchSpeaking(link, setSpeaker);
  }, [link, epoch]);
  return speaker;
}

function caption(party: Party): string {
  return party.note && !party.name.includes(party.note) ? `${party.name} · ${party.note}` : party.name;
}
