import { gettext } from "../i18n";

interface Props {
  text: string;
  damaged: boolean | undefined;
}

/** What somebody wrote; set apart where it does not open, and the service's own words stand in its place. */
export function Written({ text, damaged }: Props) {
  return damaged ? <span class="damaged">{text || gettext("It does not open.")}</span> : <>{text}</>;
}
