/** Texts come from the page: <script type="application/json" id="i18n">, made from the same .po files as the pages. */
type Catalogue = Record<string, string | string[]>;
export type Values = Record<string, string | number>;

let catalogue: Catalogue | undefined;

function load(): Catalogue {
  catalogue ??= JSON.parse(document.getElementById("i18n")?.textContent || "{}") as Catalogue;
  return catalogue;
}

function fill(text: string, values: Values): string {
  return text.replace(/%\((\w+)\)[sd]/g, (whole, name: string) => String(values[name] ?? whole));
}

export function gettext(id: string, values: Values = {}): string {
  const found = load()[id];
  return fill(typeof found === "string" && found ? found : id, values);
}

/** es and en share one rule, nplurals=2; plural=(n != 1). `%(n)d` in the text is the number. */
export function ngettext(one: string, many: string, n: number, values: Values = {}): string {
  const found = load()[one];
  const forms = Array.isArray(found) ? found : [one, many];
  return fill(forms[n === 1 ? 0 : 1] || (n === 1 ? one : many), { n, ...values });
}
