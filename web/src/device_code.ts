/** One-time codes for another device, or of an invitation, as they stand in links and are read aloud. */

const FRAGMENT = /^#([TRW])[0-9A-HJKMNP-TV-Z]{31}$/;

/** What a link's fragment carries, by its first letter; `null` when it is no code. */
export function carries(fragment: string): { code: string; letter: string } | null {
  const found = FRAGMENT.exec(fragment);
  return found?.[1] ? { code: fragment.slice(1), letter: found[1] } : null;
}

/** In groups of four, for who has to type it. */
export function grouped(code: string): string {
  return code.replace(/(.{4})(?=.)/g, "$1 ");
}
