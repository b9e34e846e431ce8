import { unbroken } from "./unbroken";

/** Texts come from the page: <script type="application/json" id="i18n">, made from the same .po files as the pages. */
export type Catalogue = Record<string, string | string[]>;
export type Values = Record<string, string | number>;

/**
 * Under which key the page holds a text: the text itself is in the scripts, and a page need not hold it twice. FNV-1a over the
 * UTF-16 units, five digits of base 36 of it; `key_of` in tools/messages.py does the same.
 */
export function keyOf(text: string): string {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return (value % 36 ** 5).toString(36).padStart(5, "0");
}

let catalogue: Catalogue | undefined;

function load(): Catalogue {
  catalogue ??= JSON.parse(document.getElementById("i18n")?.textContent || "{}") as Catalogue;
  return catalogue;
}

/** Texts of a part that came later. */
export function learnTexts(more: Catalogue): void {
  Object.assign(load(), more);
}

function fill(text: string, values: Values): string {
  return text.replace(/%\((\w+)\)[sd]/g, (whole, name: string) => unbroken(String(values[name] ?? whole)));
}

export function gettext(id: string, values: Values = {}): string {
  const found = load()[keyOf(id)];
  // A text that is counted elsewhere has its forms: this is its singular, as in Python's gettext.
  return fill((Array.isArray(found) ? found[0] : found) || id, values);
}

/** es and en share one rule, nplurals=2; plural=(n != 1). `%(n)d` in the text is the number. */
export function ngettext(one: string, many: string, n: number, values: Values = {}): string {
  const found = load()[keyOf(one)];
  const forms = Array.isArray(found) ? found : [one, many];
  return fill(forms[n === 1 ? 0 : 1] || (n === 1 ? one : many), { n, ...values });
}
