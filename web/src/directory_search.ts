/** Asks the directory while somebody types: after a pause, one question at a time, and what is no longer asked is given up. */

const WAIT_MS = 180;
const SHORTEST = 2;

export interface FoundService {
  /** `call`: an emergency number, before all else; `elsewhere`: what the municipality does not do. */
  kind: "service" | "topic" | "elsewhere" | "call" | "announcement" | "document";
  name: string;
  department: string;
  url: string;
}

export interface HandedStep {
  step: string;
  requirement: string;
  cost: string;
  place: string;
}

/** What was found for `asked`; `null`: the directory did not answer. Empty `asked`: nothing is asked for any more. */
export type Show = (asked: string, found: readonly FoundService[] | null) => void;

export class DirectorySearch {
  private timer = 0;
  private asking: AbortController | undefined;

  constructor(
    private readonly lang: string,
    private readonly show: Show,
    private readonly purpose = "",
  ) {}

  /** What stands in the field now. */
  type(text: string): void {
    this.stop();
    const asked = text.trim();
    if (asked.length < SHORTEST) this.show("", []);
    else this.timer = window.setTimeout(() => void this.ask(asked), WAIT_MS);
  }

  /** Nothing that is under way is shown any more. */
  stop(): void {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.asking = undefined;
  }

  private async ask(asked: string): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    const address = `/directorio.json?lang=${encodeURIComponent(this.lang)}&q=${encodeURIComponent(asked)}${this.purpose && `&para=${this.purpose}`}`;
    let found: readonly FoundService[] | null = null;
    try {
      const answer = await fetch(address, { signal: asking.signal });
      if (answer.ok) found = ((await answer.json()) as { found: FoundService[] }).found;
    } catch {
      // Given up, or no network: the second is told.
    }
    if (!asking.signal.aborted) this.show(asked, found);
  }
}

/** The steps of a service, as they are handed over; `null` when the directory does not answer. */
export async function stepsOf(url: string, lang: string): Promise<readonly HandedStep[] | null> {
  try {
    const answer = await fetch(`${url}/pasos.json?lang=${encodeURIComponent(lang)}`);
    return answer.ok ? ((await answer.json()) as { steps: HandedStep[] }).steps : null;
  } catch {
    return null;
  }
}

/** Which of `count` suggestions is chosen after this key; -1: none, what was typed stands. Other keys change nothing. */
export function moved(active: number, key: string, count: number): number {
  if (count === 0) return -1;
  if (key === "ArrowDown") return active + 1 < count ? active + 1 : -1;
  if (key === "ArrowUp") return active < 0 ? count - 1 : active - 1;
  if (key === "Escape") return -1;
  return active;
}
