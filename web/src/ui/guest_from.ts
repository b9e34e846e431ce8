import { gettext } from "../i18n";

/** Where a guest is from. Without a department they came by the citizen's link, whatever name they were given. */
export function guestFrom(department: string): string {
  return department || gettext("person of trust");
}
