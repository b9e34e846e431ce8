/** Where this browser's moderator moves people most: kept in the browser, only the names of departments and how often. */
import type { BoardQueueOut } from "../../protocol";

const KEPT = "audiencia.move-targets";
export type Used = Readonly<Record<string, number>>;

export function readUsed(): Used {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    return typeof kept === "object" && kept !== null ? (kept as Used) : {};
  } catch {
    return {}; // a browser that keeps nothing, or kept something else
  }
}

export function noteUsed(department: string): void {
  const used = readUsed();
  try {
    localStorage.setItem(KEPT, JSON.stringify({ ...used, [department]: countOf(used, department) + 1 }));
  } catch {
    // The order stays as it is.
  }
}

function countOf(used: Used, department: string): number {
  const count = used[department];
  return typeof count === "number" && Number.isFinite(count) ? count : 0;
}

/** The most used first; the others in the order of the board. */
export function byUse(queues: readonly BoardQueueOut[], used: Used): readonly BoardQueueOut[] {
  return [...queues].sort((one, other) => countOf(used, other.department_slug) - countOf(used, one.department_slug));
}
