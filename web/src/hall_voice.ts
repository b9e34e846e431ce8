/** What a wall says of a call, in words for a voice. */

/** "OP-005" as it is read out: its letters one by one, and its number. */
export function spelled(number: string): string {
  const parts = number.split("-").map((part) => (/^\d+$/.test(part) ? String(Number(part)) : [...part].join(" ")));
  return parts.join(" ");
}

/** `pattern` with `{number}` and `{room}`. */
export function sentence(pattern: string, call: { number: string; room: string }): string {
  return pattern.replace("{number}", spelled(call.number)).replace("{room}", call.room);
}

/** Says it after what is being said, in this language; silent in a browser without voices. */
export function speak(text: string, lang: string): void {
  if (!("speechSynthesis" in globalThis)) return;
  const said = new SpeechSynthesisUtterance(text);
  said.lang = lang;
  speechSynthesis.speak(said);
}
