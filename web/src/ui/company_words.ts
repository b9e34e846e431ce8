import { gettext } from "../i18n";
import type { CompanyOut } from "../protocol";

/** Who is beside a director, in words: "Assistant, Advisor (2)"; empty when nobody is. */
export function companyWords(company: readonly CompanyOut[]): string {
  return company.map(({ label, count }) => (count > 1 ? `${label} (${count})` : label)).join(", ");
}

/** The line that citizens read. */
export function companyLine(company: readonly CompanyOut[]): string {
  if (!company.length) return gettext("The director is alone in the room.");
  return gettext("In the room with the director: %(people)s", { people: companyWords(company) });
}
