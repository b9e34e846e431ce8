import { signal } from "@preact/signals";

/**
 * Why the media worker of this installation could open a call too: `agreeing` (the keys are on their way, or change), `unproven` (no
 * sealed frames of all that flows went and came on this connection yet), `self` or `others` (their browser cannot), `slow` (this device does not keep up), `altered` (what
 * came was not what was committed to), `late` (no agreement came about), `off` (the municipality has calls encrypted no more).
 */
export type Why = "agreeing" | "unproven" | "self" | "others" | "slow" | "altered" | "late" | "off";

/**
 * Who can open what is said. `sealed`: the members alone; `changed`: the code is another one than the page showed in this call.
 * `server`: this installation's media worker could too.
 */
export type Secret = { kind: "sealed"; code: readonly number[]; changed: boolean } | { kind: "server"; why: Why };

/** What a page's screen says of who can open its call. */
export class Screen {
  /** `null`: there is no call. */
  readonly secret = signal<Secret | null>(null);
  /** The code that was shown last. */
  private shown: readonly number[] | null = null;

  sealed(code: readonly number[]): void {
    this.shown ??= code;
    this.say({ kind: "sealed", code, changed: String(code) !== String(this.shown) });
  }

  server(why: Why): void {
    this.say({ kind: "server", why });
  }

  says(why: Why): boolean {
    const said = this.secret.peek();
    return said?.kind === "server" && said.why === why;
  }

  /** This code was looked at. */
  read(code: readonly number[]): void {
    this.shown = code;
  }

  /** The call is over. */
  clear(): void {
    this.shown = null;
    this.secret.value = null;
  }

  private say(secret: Secret): void {
    if (JSON.stringify(secret) !== JSON.stringify(this.secret.peek())) this.secret.value = secret;
  }
}
