/** What changed between two moments of a console that a director should hear. Pure, but for the language of its words. */
import { gettext, ngettext } from "../../i18n";
import type { AssistOut, DirectorView, GuestOut } from "../../protocol";
import { guestsOf, othersOf, phaseOf } from "./state";

export interface News {
  kind:
    | "invited"
    | "invitation_over"
    | "answered"
    | "cut_off"
    | "returned"
    | "joined"
    | "left"
    | "matter"
    | "seated"
    | "away"
    | "knock"
    | "not_now";
  text: string;
}

/** Everything that is new; nothing on the first view, which the director reads as a whole. */
export function newsBetween(old: DirectorView | null, view: DirectorView): readonly News[] {
  if (!old) return [];
  return [
    ...callNews(old, view),
    ...assistNews(old, view),
    ...knockNews(old, view),
    ...waitsNews(old, view),
    ...matterNews(old, view),
    ...partNews(old, view),
  ];
}

function partNews(old: DirectorView, view: DirectorView): readonly News[] {
  if (old.part === view.part) return [];
  if (view.part === "director") return [{ kind: "seated", text: gettext("You attend from now on: open your room.") }];
  return view.part === "away" ? [{ kind: "away", text: gettext("A moderator marked you as away today.") }] : [];
}

function callNews(old: DirectorView, view: DirectorView): readonly News[] {
  const [before, after] = [phaseOf(old), phaseOf(view)];
  const name = view.current?.name ?? "";
  if (before === after) return [];
  if (before === "reserved" && after === "in_call")
    return [{ kind: "answered", text: gettext("%(name)s is in the call.", { name }) }];
  if (after === "reconnecting")
    return [{ kind: "cut_off", text: gettext("The connection of %(name)s dropped. The call is held open.", { name }) }];
  if (before === "reconnecting" && after === "in_call")
    return [{ kind: "returned", text: gettext("%(name)s is back in the call.", { name }) }];
  return [];
}

function assistNews(old: DirectorView, view: DirectorView): readonly News[] {
  const [before, after] = [old.assist, view.assist];
  if (after?.role === "guest" && !after.joined && before?.role !== "guest")
    return [
      {
        kind: "invited",
        text: gettext("%(director)s, of %(department)s, asks you into a call.", {
          director: after.director,
          department: after.department,
        }),
      },
    ];
  if (before?.role === "guest" && after?.role !== "guest") return phaseOf(view) === "in_call" ? [] : [overNews(before)];
  return [...joinedNews(old, view), ...leftNews(old, view)];
}

/** Who came in, to all who were there. */
function joinedNews(old: DirectorView, view: DirectorView): readonly News[] {
  if (view.assist?.role === "guest" && !old.assist?.joined) return [];
  const before = namesOf(old);
  return namesOf(view)
    .filter((director) => !before.includes(director))
    .map((director) => ({ kind: "joined", text: gettext("%(director)s has joined the call.", { director }) }));
}

/** Who left while the call goes on, and who was asked and did not come. */
function leftNews(old: DirectorView, view: DirectorView): readonly News[] {
  if (phaseOf(old) !== phaseOf(view)) return [];
  const [after, asked] = [namesOf(view), guestsOf(view).map((one) => one.assist_id)];
  return [...othersOf(old), ...guestsOf(old)]
    .filter((one, index, all) => all.indexOf(one) === index)
    .filter((one) => (one.joined ? !after.includes(one.director) : !asked.includes(one.assist_id)))
    .map(goneNews);
}

function namesOf(view: DirectorView): readonly string[] {
  return othersOf(view).map((one) => one.director);
}

/** Who knocks, to the two who are asked; and to who knocked, that it is not now, in the same words whatever the reason. */
function knockNews(old: DirectorView, view: DirectorView): readonly News[] {
  const [before, after] = [old.knock, view.knock];
  if (after?.role === "asked" && before?.knock_id !== after.knock_id)
    return [
      { kind: "knock", text: gettext("%(director)s asks to come into this call.", { director: after.director }) },
    ];
  if (before?.role === "visitor" && !after && view.room.state !== "assisting")
    return [{ kind: "not_now", text: gettext("Not now.") }];
  return [];
}

/** Somebody of the citizen's trust waits to be let in. */
function waitsNews(old: DirectorView, view: DirectorView): readonly News[] {
  const { relative } = view;
  if (!relative || relative.relative_id === old.relative?.relative_id) return [];
  return [{ kind: "knock", text: gettext("%(name)s asks to come in", { name: relative.name }) }];
}

/** The own stay in another's call, or the invitation to it, is over. */
function overNews({ joined }: AssistOut): News {
  if (joined) return { kind: "left", text: gettext("You are in the call no more.") };
  return { kind: "invitation_over", text: gettext("The invitation is over.") };
}

function goneNews({ joined, director }: AssistOut | GuestOut): News {
  if (joined) return { kind: "left", text: gettext("%(director)s has left the call.", { director }) };
  return { kind: "invitation_over", text: gettext("%(director)s has not joined the call.", { director }) };
}

function matterNews(old: DirectorView, view: DirectorView): readonly News[] {
  const [before, after] = [old.current, view.current];
  if (!before || !after || before.ticket_id !== after.ticket_id) return [];
  const more = after.matters.length - before.matters.length;
  if (more <= 0) return [];
  const text = ngettext("This person has one more matter.", "This person has %(n)d more matters.", more);
  return [{ kind: "matter", text }];
}
