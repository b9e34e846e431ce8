import { gettext } from "../../i18n";
import { page } from "../../page";
import type { Controller } from "./controller";

/** Megabytes in words: "3.4 MB". */
export function megabytes(bytes: number): string {
  const mb = bytes / 1_000_000;
  const digits = mb < 10 ? 1 : 0;
  const shown = new Intl.NumberFormat(page().lang, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return gettext("%(n)s MB", { n: shown.format(mb) });
}

/** What a minute of a call costs in this way. */
export function costOf(mode: "normal" | "low" | "voice"): string {
  return gettext("about %(n)d MB a minute", { n: page().megabytes[mode] });
}

/** While one waits: one line, so that nobody has to wonder. */
export function DataSoFar({ controller }: { controller: Controller }) {
  return (
    <p class="soft small" data-testid="data-so-far">
      {gettext("Data used so far by this page: %(amount)s.", { amount: megabytes(controller.data.bytes.value) })}{" "}
      {gettext("No sound or picture is sent while you wait.")}
    </p>
  );
}
