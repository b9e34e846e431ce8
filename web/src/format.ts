import { gettext, ngettext } from "./i18n";
import { page } from "./page";

/** "10:05" in the municipality's time zone. */
export function clock(iso: string): string {
  return new Intl.DateTimeFormat(page().lang, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: page().timezone,
  }).format(new Date(iso));
}

/** "4 de diciembre de 2026", of a date without a time (YYYY-MM-DD). */
export function day(date: string): string {
  return inWords(new Date(`${date}T00:00Z`), "UTC");
}

/** The day of a moment in the municipality's time zone, as it is read. */
export function localDay(iso: string): string {
  return inWords(new Date(iso), page().timezone);
}

/** In English "4 December 2026", as on the server's pages. */
function inWords(moment: Date, timeZone: string): string {
  const locale = page().lang === "en" ? "en-GB" : page().lang;
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone }).format(moment);
}

/** "10:05 a 10:20": see `clock`. */
export function clockRange(low: string, high: string): string {
  return gettext("between %(low)s and %(high)s", { low: clock(low), high: clock(high) });
}

/** "1:05" of 65 seconds. */
export function countdown(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** "Ana, Benito y Carla". */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat(page().lang).format(names);
}

/** How long something has been going on, in whole minutes. */
export function minutes(n: number): string {
  return n === 0 ? gettext("less than a minute") : ngettext("%(n)d minute", "%(n)d minutes", n);
}
