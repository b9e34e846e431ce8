import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { page } from "./page";
import type { Ack, MemberOut, TalkOut, Typing as TypingIn, TypingOut } from "./protocol";
import { secrecy } from "./sealing";
import { Typing } from "./typing";

/** The page's line to the server, which hands on what is typed. */
interface Relay {
  ask(event: "typing", message: TypingIn): Promise<Ack>;
  hear(event: "typing", handler: (message: TypingOut) => void): void;
}

/** Text in real time that the server could read: in calls that are not sealed. */
export class OpenTyping {
  /** The call goes in the clear for good, and the screen says so: while its members agree on keys it may yet be sealed. */
  readonly open = computed(() => this.talk.value !== null && !mayBeSealed());
  readonly typing = new Typing((text) => this.say(text));

  constructor(
    private readonly relay: Relay,
    private readonly talk: ReadonlySignal<TalkOut | null>,
  ) {
    relay.hear("typing", ({ call, sender, text }) => {
      if (this.open.peek() && call === this.talk.peek()?.call && this.member(sender)) this.typing.hear(sender, text);
    });
    const who = computed(() => JSON.stringify([talk.value?.call, othersIn(talk.value)]));
    effect(() => {
      void who.value;
      if (this.open.value) this.typing.meet(othersIn(talk.peek()));
      else this.close();
    });
  }

  /** Who is in the call. */
  member(id: string): MemberOut | undefined {
    return this.talk.peek()?.members.find((member) => member.id === id);
  }

  /** What the others still read of this page is gone, also where their screens say something else than this one. */
  private close(): void {
    this.typing.write("");
    this.typing.clear();
  }

  private say(text: string): void {
    const call = this.talk.peek()?.call;
    if (call !== undefined && (this.open.peek() || !text)) void this.relay.ask("typing", { call, text });
  }
}

function othersIn(talk: TalkOut | null): string[] {
  return talk?.members.map(({ id }) => id).filter((id) => id !== talk.me) ?? [];
}

function mayBeSealed(): boolean {
  if (!page().seals) return false;
  const { secret, words } = secrecy.value ?? {};
  if (words?.open.value !== false) return true;
  return secret?.value?.kind !== "server" || secret.value.why === "agreeing";
}

/** Of the page's calls; `null` until the first one is near. */
export const openTyping = signal<OpenTyping | null>(null);

interface Calls {
  readonly line: Relay;
  readonly tab: { readonly active: ReadonlySignal<boolean> };
  readonly state: ReadonlySignal<{ readonly view: { readonly talk: TalkOut | null } | null }>;
}

/** What is typed in this page's calls can be read from now on while it is typed, also where they are not sealed. */
export function shareTyping({ line, tab, state }: Calls): void {
  const talk = computed(() => (tab.active.value ? (state.value.view?.talk ?? null) : null));
  openTyping.value = new OpenTyping(line, talk);
}
