/** What changed between two moments of a seat that an assistant should hear. Pure, but for the language of its words. */
import { gettext } from "../../i18n";
import type { SeatView } from "../../protocol";

export function newsBetween(old: SeatView | null, view: SeatView): readonly string[] {
  if (!old) return [];
  if (old.room && !view.room) return [gettext("You assist in no room now.")];
  if (!old.room || !view.room) return [];
  const [before, after] = [old.room.current, view.room.current];
  const found: string[] = [];
  if (after && after.ticket_id !== before?.ticket_id)
    found.push(gettext("%(name)s is in the call.", { name: after.name }));
  const owed = new Set(old.room.pending.map((one) => one.ticket_id));
  for (const one of view.room.pending)
    if (!owed.has(one.ticket_id))
      found.push(gettext("The result of %(number)s is left for you.", { number: one.number }));
  return found;
}
