/** A ticket number or folio, alone or among others in a text. */
const CODES = /\b[A-Z]{2,5}(-[0-9A-Z]{2,5})+\b/g;

/** The text with hyphens in its ticket numbers and folios at which no line breaks (U+2011); `unbroken` in core/unbroken.py does the same. */
export function unbroken(text: string): string {
  return text.replace(CODES, (code) => code.replaceAll("-", "\u2011"));
}
