/** One-time codes for another device, or of an invitation, as they stand in links and are read aloud. */

const FRAGMENT = /^#(?:[TR][0-9A-HJKMNP-TV-Z]{8}|W[0-9A-HJKMNP-TV-Z]{31})$/;

/** What a link's fragment carries, by its first letter: a ticket, a room or an invitation; `null` when it is no code. */
export function carries(fragment: string): { code: string; letter: string } | null {
  return FRAGMENT.test(fragment) ? { code: fragment.slice(1), letter: fragment.charAt(1) } : null;
}

/** In groups of four, for who has to type it. */
export function grouped(code: string): string {
  return code.replace(/(.{4})(?=.)/g, "$1 ");
}
