import { gettext, ngettext } from "../../i18n";
import type { BoardTicketOut } from "../../protocol";
import { Icon, type IconName } from "../../ui/icon";
import { mediumWords } from "../../ui/medium";
import { isAway } from "./state";
import { ticketWords } from "./words";

interface Mark {
  icon: IconName;
  text: string;
  tone: "" | "good" | "warn" | "bad";
  testid?: string;
}

/** As many fit a row beside the topic. */
const MOST_ICONS = 4;

/** What distinguishes one from the others of the line, the most urgent first. */
export function marksOf(ticket: BoardTicketOut, needsHelp: boolean): Mark[] {
  const { number, state, calls, unread, medium, offer, same_contact } = ticket;
  const [stateText, stateTone] = ticketWords(state);
  const asked = state === "ready_check" || state === "postponed";
  const found: (Mark | false)[] = [
    needsHelp && { icon: "warn", text: gettext("Asks for help"), tone: "bad" },
    unread > 0 && {
      icon: "message",
      text: ngettext("%(n)d new message", "%(n)d new messages", unread),
      tone: "warn",
      testid: `unread-${number}`,
    },
    same_contact.length > 0 && {
      icon: "twice",
      text: gettext("Same contact as %(numbers)s", { numbers: same_contact.join(", ") }),
      tone: "warn",
      testid: `same-contact-${number}`,
    },
    asked && { icon: state === "postponed" ? "pause" : "clock", text: stateText, tone: stateTone },
    ticket.preferential && { icon: "star", text: gettext("Preferential attention"), tone: "" },
    medium !== "video" && {
      icon: medium === "phone" ? "phone" : "building",
      text: mediumWords(medium),
      tone: "",
      testid: `medium-${medium}`,
    },
    ticket.ready && { icon: "check", text: gettext("Ready"), tone: "good" },
    ...callsAndOffers(calls, offer),
    isAway(ticket) && { icon: "offline", text: gettext("Not connected now"), tone: "warn" },
    ticket.moved_here && { icon: "move", text: gettext("Moved here"), tone: "" },
  ];
  return found.filter((one): one is Mark => one !== false);
}

function callsAndOffers(calls: number, offer: BoardTicketOut["offer"]): (Mark | false)[] {
  return [
    calls > 0 && { icon: "bell", text: ngettext("Called %(n)d time", "Called %(n)d times", calls), tone: "" },
    offer === "asked" && { icon: "info", text: gettext("Asked how to go on"), tone: "warn" },
    offer === "wait" && { icon: "clock", text: gettext("Chose to wait"), tone: "" },
  ];
}

/** As icons with their words behind them; what does not fit is counted. */
export function MarkIcons({ marks }: { marks: readonly Mark[] }) {
  const shown = marks.length > MOST_ICONS ? marks.slice(0, MOST_ICONS - 1) : marks;
  const rest = marks.slice(shown.length).map((one) => one.text);
  return (
    <span class="marks">
      {shown.map((one) => (
        <span key={one.text} class={`mark ${one.tone}`} title={one.text} data-testid={one.testid}>
          <Icon name={one.icon} />
          <span class="visually-hidden">, {one.text}</span>
        </span>
      ))}
      {rest.length > 0 && (
        <span class="mark nums" title={rest.join(", ")}>
          <span aria-hidden="true">+{rest.length}</span>
          <span class="visually-hidden">, {rest.join(", ")}</span>
        </span>
      )}
    </span>
  );
}

/** The same in words. */
export function MarkTags({ marks }: { marks: readonly Mark[] }) {
  return (
    <p class="row tags">
      {marks.map((one) => (
        <span key={one.text} class={`tag plain ${one.tone}`}>
          <Icon name={one.icon} /> {one.text}
        </span>
      ))}
    </p>
  );
}
