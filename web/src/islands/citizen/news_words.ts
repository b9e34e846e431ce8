import { gettext, ngettext } from "../../i18n";
import { loadTexts } from "../../ui/later";
import type { News } from "./news";

/** What is told of the wait; all other news is of a call, or of what came of it. */
const OF_THE_WAIT = [
  "moved",
  "passed",
  "back",
  "nearer",
  "ready_asked",
  "offered",
  "ready_over",
  "called",
  "by_phone",
  "line_paused",
  "line_resumed",
  "line_draining",
  "postponed",
  "missed",
  "carried_over",
  "cancelled",
] as const satisfies readonly News["kind"][];

type WaitKind = (typeof OF_THE_WAIT)[number];
type WaitNews = Extract<News, { kind: WaitKind }>;
export type CallNews = Exclude<News, WaitNews>;

let ofCalls: ((news: CallNews) => string) | null = null;

/** The words of a call's news come with the call; told before, they are fetched then. */
export async function loadCallNews(): Promise<void> {
  if (ofCalls) return;
  const [module] = await Promise.all([import("./call_news_words"), loadTexts("call_news_words")]);
  ofCalls = module.callNewsText;
}

/** Whether all of it can be said now, without `loadCallNews`. */
export function haveWords(news: readonly News[]): boolean {
  return ofCalls !== null || news.every(isOfTheWait);
}

function isOfTheWait(news: News): news is WaitNews {
  return (OF_THE_WAIT as readonly string[]).includes(news.kind);
}

/** The sentence that is read out; of a worse place or another line, the reason first. */
export function newsText(news: News): string {
  return isOfTheWait(news) ? waitText(news) : (ofCalls?.(news) ?? "");
}

function waitText(news: WaitNews): string {
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
    case "line_paused":
      return gettext("This line is on a break. Your place is kept.");
    case "line_resumed":
      return gettext("The break is over: this line goes on.");
    case "line_draining":
      return gettext("This line takes nobody more today. You are in it and keep your place.");
    case "postponed":
      return news.why.length ? sentence(...news.why) : gettext("You let others pass. Your time of arrival is kept.");
    case "missed":
      return gettext("We called you and you did not answer");
    case "carried_over":
      return news.chosen
        ? gettext("Your matter goes on at the next audience")
        : gettext("The session ended before your turn");
    case "cancelled":
      return gettext("Your number was cancelled.");
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
export function sentence(...parts: readonly string[]): string {
  return parts.map((part) => (/[.?!]$/.test(part) ? part : `${part}.`)).join(" ");
}
