import type { Seen } from "./state";

const KEY = "audiencia:seen";

/**
 * What this browser showed last of the place, also before the page was left: only the public number, the department and
 * the place, nothing about the person.
 */
export function lastSeen(): Seen | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "null") as Seen | null;
  } catch {
    return null;
  }
}

export function keepSeen(seen: Seen): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(seen));
  } catch {
    // Private windows may refuse storage: the list under the place tells all the same.
  }
}
