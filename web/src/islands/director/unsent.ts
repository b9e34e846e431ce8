import { gettext } from "../../i18n";

/** A text that was typed for the person of the room and not sent: it would be lost with them. */
export interface Unsent {
  /** The id of its field. */
  id: string;
  /** The tab beside the call that the field is in. */
  tab: string;
  /** What is said of it. */
  text: string;
}

/** The first such text on this page. */
export function unsent(): Unsent | null {
  if (isTyped("step"))
    return {
      id: "step",
      tab: "steps",
      text: gettext("The step that you wrote was not handed over. Hand it over, or empty its field."),
    };
  if (isTyped("promise"))
    return {
      id: "promise",
      tab: "promises",
      text: gettext("The commitment that you wrote was not made. Make it, or empty its field."),
    };
  return null;
}

function isTyped(id: string): boolean {
  return Boolean(document.querySelector<HTMLInputElement | HTMLTextAreaElement>(`#${id}`)?.value.trim());
}
