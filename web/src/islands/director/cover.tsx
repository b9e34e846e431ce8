import { gettext } from "../../i18n";
import type { CurrentOut, DirectorView } from "../../protocol";
import { guestFrom } from "../../ui/guest_from";
import type { Party } from "../../ui/stage";
import type { Controller } from "./controller";
import { writesText } from "./person";
import { isByPhone, othersOf, phaseOf } from "./state";

/** The citizen, and all others of the call. */
export function partiesOf(view: DirectorView, cover: Party["cover"]): readonly Party[] {
  const { assist, current } = view;
  const citizen = {
    name: current?.name ?? assist?.name ?? "",
    cover,
    paused: current ? pausedWords(current) : undefined,
    off: current ? offAt(current) : assist?.citizen_turned_off,
  };
  return [
    citizen,
    ...othersOf(view).map((one) => ({
      name: one.director,
      note: guestFrom(one),
      off: one.turned_off,
      large: one.signs,
    })),
  ];
}

/** Why there is no picture of who takes part by voice only is said in other words. */
function offAt({ data_mode, turned_off }: CurrentOut): Party["off"] {
  return data_mode === "voice" ? turned_off.filter((device) => device !== "camera") : turned_off;
}

/** Why no picture comes of somebody whose page pauses it. */
function pausedWords({ camera_paused, name }: CurrentOut): string | undefined {
  if (!camera_paused) return undefined;
  return gettext("The picture of %(name)s is paused: the connection is too narrow for voice and picture at once.", {
    name,
  });
}

/** What stands in the place of the picture while there is none. */
export function Cover({ controller, view }: { controller: Controller; view: DirectorView }) {
  const { current, assist } = view;
  const phase = phaseOf(view);
  if (isByPhone(view)) return <p>{gettext("By telephone: nobody sees or hears you here.")}</p>;
  if (phase === "on_hold") return <p>{gettext("The call is on hold.")}</p>;
  if (phase === "reconnecting") return <p>{gettext("This person lost the connection and is coming back.")}</p>;
  if (phase === "assisting" ? !assist : phase !== "in_call" || !current)
    return <p>{gettext("No call now: nobody sees or hears you.")}</p>;
  if (current && !current.connected) return <p>{gettext("This person lost the connection and is coming back.")}</p>;
  if (controller.link.state.value === "unsupported") return <p>{gettext("This browser cannot make video calls.")}</p>;
  if (controller.link.state.value !== "connected") return <p>{gettext("Connecting the call…")}</p>;
  if (current?.devices === "none") return <p>{writesText()}</p>;
  if (current?.data_mode === "voice")
    return <p>{gettext("This person takes part by voice only, to use less data.")}</p>;
  if (current?.camera_paused) return <p>{pausedWords(current)}</p>;
  if (current?.devices === "microphone") return <p>{gettext("This person takes part with the microphone only.")}</p>;
  return <p>{gettext("Waiting for the picture…")}</p>;
}
