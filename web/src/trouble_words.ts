import { gettext } from "./i18n";
import type { Trouble } from "./trouble";

/** How the permission that was refused is given, in the browser that says so of itself. */
function howToAllow(userAgent: string): string {
  if (/iPhone|iPad/.test(userAgent) && !/CriOS|FxiOS|EdgiOS/.test(userAgent))
    return gettext("Touch “aA” beside the address, then “Website settings”, and allow camera and microphone.");
  if (/iPhone|iPad/.test(userAgent))
    return gettext("Open Settings on your telephone, look for this browser, and allow camera and microphone.");
  if (/Android/.test(userAgent) && /Chrome\//.test(userAgent))
    return gettext("Touch the icon before the address, then “Permissions”, and allow camera and microphone.");
  if (/Firefox\//.test(userAgent))
    return gettext("Touch the icon before the address, take away “Blocked” at camera and microphone, and try again.");
  return gettext(
    "Touch the lock or camera icon beside the address, allow camera and microphone for this page, and try again.",
  );
}

/** What else is known: which devices there are, and the browser. */
export interface Known {
  devices?: readonly { kind: string }[];
  userAgent?: string;
}

/** The trouble in plain words: what happened, and what to do. */
export function troubleText(
  trouble: Trouble,
  { devices = [], userAgent = "" }: Known = {},
): { what: string; todo: string } {
  const has = (kind: string) => devices.some((device) => device.kind === kind);
  switch (trouble) {
    case "denied":
      return {
        what: gettext("Your browser does not let us use the camera or microphone."),
        todo: howToAllow(userAgent),
      };
    case "no_device":
      if (has("videoinput") && !has("audioinput"))
        return {
          what: gettext("We found no microphone on this device."),
          todo: gettext("Connect one, for instance headphones with a microphone: we try again as soon as it is there."),
        };
      return {
        what: gettext("We found no camera or microphone on this device."),
        todo: gettext("Connect one and try again, or take part with the microphone only."),
      };
    case "in_use":
      return {
        what: gettext("Another application is using your camera or microphone."),
        todo: gettext(
          "Close other video calls and applications that use it: we try again by ourselves every few seconds.",
        ),
      };
    case "insecure":
      return {
        what: gettext("This address is not secure, so the browser does not allow the camera."),
        todo: gettext("Open the page with the address that begins with https://"),
      };
    case "in_app":
      return {
        what: gettext("You opened this page inside another application, which does not allow the camera."),
        todo: gettext("Open the page in Chrome, Safari or Firefox: use the menu and choose “Open in browser”."),
      };
    case "unsupported":
      return {
        what: gettext("This browser cannot make video calls."),
        todo: gettext("Update it, or open the page in a recent Chrome, Safari or Firefox."),
      };
    case "lost":
      return {
        what: gettext("The camera or microphone was disconnected."),
        todo: gettext("Check that it is connected: as soon as it is there again, it is opened by itself."),
      };
    case "interrupted":
      return {
        what: gettext("A telephone call or another application has your camera or microphone."),
        todo: gettext(
          "They come back by themselves when it ends. If not, come back to this page and touch “Try again”.",
        ),
      };
    case "replaced":
      return {
        what: gettext("Your camera or microphone was disconnected, and another one is in use now."),
        todo: gettext(
          "If you are not seen or heard well, choose another one, or load this page again: the call goes on.",
        ),
      };
    case "kept":
      return {
        what: gettext("That camera or microphone could not be opened: the one from before goes on."),
        todo: gettext("Close what else uses it, connect it again, or choose another one."),
      };
    case "other":
      return {
        what: gettext("The camera or microphone could not be opened."),
        todo: gettext("Try again. If it does not work, restart the browser."),
      };
  }
}
