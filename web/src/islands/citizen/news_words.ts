import { gettext, ngettext } from "../../i18n";
import type { News } from "./news";

/** The sentence that is read out; of a worse place or another line, the reason first. */
export function newsText(news: News): string {
  switch (news.kind) {
    case "moved":
      return sentence(...news.why, gettext("You are now in the line of %(to)s", { to: news.to }));
    case "passed":
      return sentence(...news.why, gettext("Your place: %(place)d", { place: news.place }));
    case "back":
      return news.why.length ? sentence(...news.why) : gettext("You are back in the line.");
    case "nearer":
      return aheadText(news.ahead);
    case "ready_asked":
      return sentence(gettext("Are you ready?"), gettext("Your turn is near. Press the button “I am ready”."));
    case "offered":
      return sentence(
        gettext("Your department cannot attend you now"),
        news.why,
        gettext("How do you want to go on? If you choose nothing, you keep waiting and keep your place."),
      );
    case "ready_over":
      return gettext(
        "The time to say that you are ready is over. You keep your time of arrival; you can still say it.",
      );
    case "called":
      return sentence(
        gettext("It is your turn"),
        gettext("%(director)s, of %(department)s, is calling you.", news as { director: string; department: string }),
      );
    case "by_phone":
      return gettext("%(director)s is calling you at the number that ends in ..%(ends)s. Answer your telephone.", {
        director: news.director,
        ends: news.ends,
      });
    case "with":
      return gettext("You are now with %(director)s.", { director: news.director });
    case "director_away":
      return gettext("%(director)s lost the connection and is coming back. Please stay.", { director: news.who });
    case "director_back":
      return gettext("%(director)s is back.", { director: news.who });
    case "second_joined":
      return gettext("%(director)s has joined the call.", { director: news.who });
    case "second_left":
      return gettext("%(director)s has left the call.", { director: news.who });
    case "knock":
      return sentence(
        gettext("May somebody else come into this call?"),
        gettext("%(director)s asks to come into this call.", { director: news.who }),
      );
    case "step":
      return sentence(gettext("Your next steps"), news.text);
    case "promise":
      return sentence(gettext("What we committed to"), news.text);
    case "outcome":
      return sentence(gettext("Your result is here"), news.label);
    case "company":
      return news.line;
    case "conduct":
      return sentence(gettext("The call was ended because of conduct"), news.explanation);
    case "reviewed":
      return news.upheld
        ? gettext("A moderator reviewed how your call ended, and it stands.")
        : gettext("A moderator reviewed it: the call should not have been ended. We are sorry.");
    default:
      return plainText(news.kind);
  }
}

type Plain = Exclude<
  News["kind"],
  | "moved"
  | "passed"
  | "nearer"
  | "back"
  | "ready_asked"
  | "offered"
  | "ready_over"
  | "called"
  | "by_phone"
  | "with"
  | "outcome"
  | "step"
  | "promise"
  | "company"
  | "conduct"
  | "reviewed"
  | "director_away"
  | "director_back"
  | "second_joined"
  | "second_left"
  | "knock"
>;

function plainText(kind: Plain): string {
  switch (kind) {
    case "on_hold":
      return gettext("Your call is on hold. Please wait a moment.");
    case "hold_over":
      return gettext("The call goes on.");
    case "by_video":
      return gettext("The call goes on by video again.");
    case "cut_off":
      return gettext("The call was cut off. We are connecting you again.");
    case "back_in_call":
      return gettext("You are in the call again.");
    case "line_paused":
      return gettext("This line is on a break. Your place is kept.");
    case "line_resumed":
      return gettext("The break is over: this line goes on.");
    case "line_draining":
      return gettext("This line takes nobody more today. Whoever is in it, you too, is attended.");
    case "postponed":
      return gettext("You let others pass. Your time of arrival is kept.");
    case "missed":
      return gettext("We called you and you did not answer");
    case "call_ended":
      return gettext("The call has ended");
    case "carried_over":
      return gettext("The session ended before your turn");
    case "cancelled":
      return gettext("Your number was cancelled.");
    case "card_shown":
      return gettext("The person who attends you shows you these numbers.");
    case "help_coming":
      return gettext("Somebody has seen that you need help and is on it.");
  }
}

export function aheadText(ahead: number): string {
  if (ahead === 0) return gettext("You are next. Please stay close.");
  return ngettext("%(n)d person is ahead of you.", "%(n)d people are ahead of you.", ahead);
}

const URGENT: ReadonlySet<News["kind"]> = new Set([
  "called",
  "by_phone",
  "ready_asked",
  "moved",
  "passed",
  "offered",
  "knock",
  "company",
]);

/** Those that cannot wait until the screen reader has finished. */
export function isUrgent(news: News): boolean {
  return URGENT.has(news.kind);
}

/** Parts joined so that a voice pauses between them. */
function sentence(...parts: readonly string[]): string {
  return parts.map((part) => (/[.?!]$/.test(part) ? part : `${part}.`)).join(" ");
}
