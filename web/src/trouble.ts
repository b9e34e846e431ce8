import { gettext } from "./i18n";

/** Why camera or microphone could not be opened. */
export type Trouble = "denied" | "no_device" | "in_use" | "insecure" | "in_app" | "unsupported" | "lost" | "other";

export interface Environment {
  secure: boolean;
  hasMedia: boolean;
  userAgent: string;
}

// Browsers inside other apps often refuse the camera without asking the person.
const IN_APP = /FBAN|FBAV|FB_IAB|Instagram|WhatsApp|Messenger|TikTok|musical_ly|Line\/|; wv\)/;

export function environment(): Environment {
  return {
    secure: isSecureContext,
    hasMedia: Boolean(navigator.mediaDevices?.getUserMedia),
    userAgent: navigator.userAgent,
  };
}

export function troubleOf(error: unknown, where: Environment): Trouble {
  if (!where.secure) return "insecure";
  const inApp = IN_APP.test(where.userAgent);
  if (!where.hasMedia) return inApp ? "in_app" : "unsupported";
  switch (error instanceof Error || error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return inApp ? "in_app" : "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "no_device";
    case "NotReadableError":
    case "AbortError":
      return "in_use";
    default:
      return "other";
  }
}

/** The trouble in plain words: what happened, and what to do. */
export function troubleText(trouble: Trouble): { what: string; todo: string } {
  switch (trouble) {
    case "denied":
      return {
        what: gettext("Your browser does not let us use the camera or microphone."),
        todo: gettext(
          "Touch the lock or camera icon beside the address, allow camera and microphone for this page, and try again.",
        ),
      };
    case "no_device":
      return {
        what: gettext("We found no camera or microphone on this device."),
        todo: gettext("Connect one and try again, or take part with the microphone only."),
      };
    case "in_use":
      return {
        what: gettext("Another application is using your camera or microphone."),
        todo: gettext("Close other video calls and applications that use it, and try again."),
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
        todo: gettext("Check that it is connected, and try again."),
      };
    case "other":
      return {
        what: gettext("The camera or microphone could not be opened."),
        todo: gettext("Try again. If it does not work, restart the browser."),
      };
  }
}
