import { signal } from "@preact/signals";
import { sealed } from "../../chat";
import type { CurrentOut, DirectorView } from "../../protocol";

/** What this page keeps of the one person it is about, until it is about another one. */
export class Attending {
  /** The tab that was chosen beside the call; `null` until somebody chose. */
  readonly panel = signal<string | null>(null);
  /** The ticket whose result is written in all its fields. */
  readonly fieldsOf = signal<string | null>(null);
  /** Whether it is being chosen where the person goes. */
  readonly transferring = signal(false);
  private call: { ticket: string; since: string } | null = null;

  see(before: DirectorView | null, after: DirectorView): void {
    if (attended(before) === attended(after)) return;
    this.panel.value = null;
    this.fieldsOf.value = null;
    this.transferring.value = false;
    this.call = null;
    sealed.value = [];
  }

  /** When the call of this person began: holds and lost connections do not begin it anew. */
  callSince({ ticket_id, since }: CurrentOut): string {
    if (this.call?.ticket !== ticket_id) this.call = { ticket: ticket_id, since };
    return this.call.since;
  }
}

/** Whom the page is about: the person of the room, or of the call that was joined. */
function attended(view: DirectorView | null): string | undefined {
  return view?.current?.ticket_id ?? (view?.assist?.joined ? view.assist.ticket_id : undefined);
}
