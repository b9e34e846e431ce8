import type { ComponentChildren } from "preact";
import type { Kind } from "../devices";
import type { MediaLink } from "../rtc";
import { RemoteView } from "./remote_view";

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
  const kind = second ? "stage three" : idle ? "stage idle" : "stage";
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
      {children}
    </div>
  );
}

function caption(party: Party): string {
  return party.note && party.note !== party.name ? `${party.name} · ${party.note}` : party.name;
}
