/** Which keys of each of the others are known, and when they are forgotten. */
export class Received {
  private readonly kids = new Map<string, Set<bigint>>();
  private former: ReadonlySet<bigint> = new Set();

  constructor(private readonly forget: (kid: bigint) => void) {}

  /** Whether it is a new one. */
  add(sender: string, kid: bigint): boolean {
    const known = this.kids.get(sender) ?? new Set();
    const fresh = !known.has(kid);
    this.kids.set(sender, known.add(kid));
    return fresh;
  }

  /** Who left says nothing more. */
  leave(sender: string): void {
    for (const kid of this.kids.get(sender) ?? []) this.forget(kid);
    this.kids.delete(sender);
  }

  /** A round begins: the keys of the present one are in use until it is through, those of earlier ones no more. */
  age(): void {
    for (const kids of this.kids.values())
      for (const kid of kids)
        if (this.former.has(kid)) {
          this.forget(kid);
          kids.delete(kid);
        }
    this.former = new Set([...this.kids.values()].flatMap((kids) => [...kids]));
  }
}
