import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { tell } from "../announce";
import type { Kind } from "../devices";
import { gettext } from "../i18n";
import type { MediaLink } from "../rtc";
import { RemoteView } from "./remote_view";
import { ScreenView } from "./screen_view";

export interface Party {
  name: string;
  /** Where they are from; shown beside the name in a call of three. */
  note?: string;
  /** Shown while there is no picture. */
  cover?: ComponentChildren;
  /** Why a picture that was there comes no more, where that is known. */
  paused?: string | undefined;
  /** What they turned off themselves. */
  off?: readonly Kind[] | undefined;
}

interface Props {
  link: MediaLink;
  /** `null` while there is no call: then nothing is seen or heard. */
  call: { epoch: number; slots: Readonly<Record<string, string>> } | null;
  /** The other one of the call, or the other two. */
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
  const [first, second] = parties;
  const slots = call?.slots ?? {};
  const epoch = call?.epoch ?? null;
  const sharer = call ? sharerOf(slots, parties) : null;
  useTold(sharer, call !== null);
  const kind = `stage${second ? " three" : idle ? " idle" : ""}${sharer ? " sharing" : ""}`;
  return (
    <div class={kind} data-testid="stage" data-parties={parties.length}>
      <RemoteView
        link={link}
        slots={slots}
        party={0}
        epoch={epoch}
        who={first?.name ?? ""}
        caption={second && first ? caption(first) : ""}
        cover={first?.cover}
        paused={first?.paused}
        off={first?.off}
        sounds={sounds}
      />
      {second && (
        <RemoteView
          link={link}
          slots={slots}
          party={1}
          epoch={Object.keys(slots).some((name) => name.endsWith("1")) ? epoch : null}
          who={second.name}
          caption={caption(second)}
          cover={second.cover ?? <p>{second.name}</p>}
          paused={second.paused}
          off={second.off}
          sounds={sounds}
        />
      )}
      {sharer && <ScreenView link={link} epoch={epoch} who={sharer} />}
      {children}
    </div>
  );
}

/** Who of the others shows a screen. */
function sharerOf(slots: Readonly<Record<string, string>>, [first, second]: readonly Party[]): string | null {
  if (!("screen0" in slots)) return null;
  return (slots.screen0 === "director" ? first : (second ?? first))?.name ?? "";
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

function caption(party: Party): string {
  return party.note && party.note !== party.name ? `${party.name} · ${party.note}` : party.name;
}
