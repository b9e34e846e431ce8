/** What changed between two moments of a citizen's page that the person should hear, in the order of its weight. Pure. */
import type { CitizenView } from "../../protocol";
import { companyLine } from "../../ui/company_words";
import { type CitizenState, guestsOf } from "./state";

export type News =
  | { kind: "moved"; to: string; why: readonly string[] }
  | { kind: "passed"; place: number; why: readonly string[] }
  | { kind: "nearer"; ahead: number }
  | { kind: "ready_asked" }
  | { kind: "offered"; why: string }
  | { kind: "ready_over" }
  | { kind: "called"; director: string; department: string }
  | { kind: "by_phone"; director: string; ends: string }
  | { kind: "by_video" }
  | { kind: "with"; director: string }
  | { kind: "on_hold" | "hold_over" | "cut_off" | "back_in_call" | "call_ended" }
  | { kind: "line_paused" | "line_resumed" | "line_draining" }
  | { kind: "back" | "postponed"; why: readonly string[] }
  | { kind: "missed" | "cancelled" }
  | { kind: "carried_over"; chosen: boolean }
  | { kind: "director_away" | "director_back" | "second_joined" | "second_left"; who: string }
  | { kind: "knock"; who: string }
  | { kind: "step" | "promise"; text: string }
  | { kind: "company"; line: string }
  | { kind: "card_shown" | "help_coming" }
  | { kind: "conduct"; explanation: string }
  | { kind: "reviewed"; upheld: boolean }
  | { kind: "outcome"; label: string };

/** Everything that is new; nothing on the first view, which the person reads as a whole, but why its place is worse. */
export function newsBetween(before: CitizenState, after: CitizenState): readonly News[] {
  const view = after.view;
  if (!view || before.view === view) return [];
  const old = before.view;
  const place = placeNews(before, after);
  if (!old) return place;
  // Why the place is worse tells already why the person is in the line again.
  const explained = place.some((one) => one.kind === "moved" || one.kind === "passed");
  const state = stateNews(old, view).filter((one) => one.kind !== "back" || !explained);
  return [
    ...offerNews(old, view),
    ...state,
    ...callNews(old, view),
    ...handedNews(old, view),
    ...safetyNews(old, view),
    ...queueNews(old, view),
    ...place,
  ];
}

function offerNews(old: CitizenView, view: CitizenView): readonly News[] {
  const asked = view.offer && view.offer.id !== old.offer?.id;
  return asked ? [{ kind: "offered", why: view.offer?.explanation ?? "" }] : [];
}

function placeNews(before: CitizenState, after: CitizenState): readonly News[] {
  const line = after.view?.line;
  if (!line) return [];
  if (after.moved && after.moved !== before.moved) return [{ kind: "moved", ...after.moved }];
  if (after.passed && after.passed !== before.passed && line.place > (before.seen?.place ?? 0)) {
    const why = after.passed.why.slice(before.passed?.why.length ?? 0);
    return [{ kind: "passed", place: line.place, why }];
  }
  const old = before.view?.line;
  return old && line.place < old.place ? [{ kind: "nearer", ahead: line.place - 1 }] : [];
}

function stateNews(before: CitizenView, view: CitizenView): readonly News[] {
  const [old, now] = [before.ticket.state, view.ticket.state];
  const dialled = view.ticket.medium === "phone" && (now === "called" || now === "in_call");
  if (dialled && (before.ticket.medium !== "phone" || (old !== now && now === "called")))
    return [{ kind: "by_phone", director: view.call?.director ?? "", ends: view.ticket.phone_ends }];
  if (before.ticket.medium === "phone" && view.ticket.medium !== "phone" && now === "in_call")
    return [{ kind: "by_video" }];
  if (old === now) return [];
  switch (now) {
    case "ready_check":
      return [{ kind: "ready_asked" }];
    case "called":
      return [{ kind: "called", director: view.call?.director ?? "", department: view.call?.department ?? "" }];
    case "postponed":
      return [{ kind: now, why: newHistory(before, view) }];
    case "on_hold":
    case "cancelled":
      return [{ kind: now }];
    case "carried_over":
      return [{ kind: now, chosen: view.ticket.chose_next }];
    case "absent":
    case "no_show":
      return [{ kind: "missed" }];
    case "wrap_up":
      return [{ kind: "call_ended" }];
    case "reconnecting":
      return [{ kind: "cut_off" }];
    case "in_call":
      return old === "on_hold" ? [{ kind: "hold_over" }] : old === "reconnecting" ? [{ kind: "back_in_call" }] : [];
    case "waiting":
      if (old === "ready_check") return view.ticket.ready ? [] : [{ kind: "ready_over" }];
      return [{ kind: "back", why: newHistory(before, view) }];
    case "served":
      return view.outcome ? [{ kind: "outcome", label: view.outcome.label }] : [];
    default:
      return [];
  }
}

function newHistory(before: CitizenView, view: CitizenView): readonly string[] {
  const told = Date.parse(before.history.at(-1)?.at ?? "1970-01-01T00:00:00Z");
  return view.history.filter((entry) => Date.parse(entry.at) > told).map((entry) => entry.text);
}

function callNews(old: CitizenView, view: CitizenView): readonly News[] {
  if (!old.call || !view.call || view.ticket.state === "called") return [];
  const found: News[] = [];
  if (old.call.director !== view.call.director) found.push({ kind: "with", director: view.call.director });
  else if (old.call.director_connected !== view.call.director_connected)
    found.push({ kind: view.call.director_connected ? "director_back" : "director_away", who: view.call.director });
  const [was, are] = [old.call, view.call].map((call) => guestsOf(call).map((one) => one.director)) as [
    string[],
    string[],
  ];
  for (const who of are) if (!was.includes(who)) found.push({ kind: "second_joined", who });
  // Who has taken the call over has not left it.
  for (const who of was) if (![...are, view.call.director].includes(who)) found.push({ kind: "second_left", who });
  if (view.knock && view.knock.knock_id !== old.knock?.knock_id)
    found.push({ kind: "knock", who: view.knock.director });
  return found;
}

/** Next steps and commitments that came while the person is attended. */
function handedNews(old: CitizenView, view: CitizenView): readonly News[] {
  const steps = new Set(old.next_steps.map((one) => one.step_id));
  const promises = new Set(old.commitments.map((one) => one.commitment_id));
  return [
    ...view.next_steps
      .filter((one) => !steps.has(one.step_id))
      .map((one) => ({ kind: "step" as const, text: one.step })),
    ...view.commitments
      .filter((one) => !promises.has(one.commitment_id))
      .map((one) => ({ kind: "promise" as const, text: one.text })),
  ];
}

/** What bears on how safe the person is: who else is in the room, the card, help, and why a call was ended. */
function safetyNews(old: CitizenView, view: CitizenView): readonly News[] {
  const found: News[] = [];
  if (old.call && view.call) {
    const line = companyLine(view.call.company);
    if (line !== companyLine(old.call.company)) found.push({ kind: "company", line });
    if (view.call.emergency_at && view.call.emergency_at !== old.call.emergency_at) found.push({ kind: "card_shown" });
  }
  if (view.help?.answered && !old.help?.answered) found.push({ kind: "help_coming" });
  const { conduct } = view;
  if (conduct && conduct.ended_at !== old.conduct?.ended_at)
    found.push({ kind: "conduct", explanation: conduct.explanation });
  if (conduct?.review && conduct.review !== old.conduct?.review)
    found.push({ kind: "reviewed", upheld: conduct.review === "upheld" });
  return found;
}

function queueNews(old: CitizenView, view: CitizenView): readonly News[] {
  if (!waits(view) || old.queue_state === view.queue_state) return [];
  if (view.queue_state === "paused") return [{ kind: "line_paused" }];
  if (view.queue_state === "draining") return [{ kind: "line_draining" }];
  return view.queue_state === "open" && old.queue_state === "paused" ? [{ kind: "line_resumed" }] : [];
}

function waits(view: CitizenView): boolean {
  const { state } = view.ticket;
  return state === "waiting" || state === "ready_check" || state === "postponed";
}
