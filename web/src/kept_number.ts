// Number and folio of today, as the citizen's page left them on this device (islands/citizen/keep_number.ts). The page without a
// network loads as little as can be, so it shares no script with that one.

const KEY = "audiencia:number";
const LASTS_MS = 24 * 60 * 60 * 1000;

export interface KeptNumber {
  number: string;
  folio: string;
}

export function forgetNumber(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing is kept.
  }
}

/** Null where there is none; one that is too old is removed. */
export function keptNumber(now: number): KeptNumber | null {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "null") as (KeptNumber & { at: number }) | null;
    if (found && now - found.at < LASTS_MS) return { number: found.number, folio: found.folio };
  } catch {
    // Somebody else's words under our key are no number.
  }
  forgetNumber();
  return null;
}
