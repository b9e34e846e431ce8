// The number of today is kept on this device for the page without a network, which reads it (web/src/kept_number.ts): with the
// folio and never the PIN, for as long as the number is in force.

const KEY = "audiencia:number";

export interface KeptNumber {
  number: string;
  folio: string;
}

/** Null: there is none any more. */
export function keepNumber(kept: KeptNumber | null): void {
  try {
    if (kept) localStorage.setItem(KEY, JSON.stringify({ number: kept.number, folio: kept.folio, at: Date.now() }));
    else localStorage.removeItem(KEY);
  } catch {
    // Where nothing can be kept the page without a network has no number; the place does not depend on it.
  }
}
