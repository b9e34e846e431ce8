import { gettext } from "../i18n";

/** Where a guest is from. Without a department they came by the citizen's link, whatever name they were given. */
export function guestFrom({ department, signs }: { department: string; signs?: boolean }): string {
  return department || (signs ? gettext("sign language interpreter") : gettext("person of trust"));
}
