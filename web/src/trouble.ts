import { gettext } from "./i18n";

/** Why camera or microphone could not be opened. */
export type Trouble =
  | "denied"
  | "no_device"
  | "in_use"
  | "insecure"
  | "in_app"
  | "unsupported"
  | "lost"
  | "interrupted"
  | "replaced"
  | "other";

export interface Environment {
  secure: boolean;
  hasMedia: boolean;
  userAgent: string;
}

/** Browsers inside other applications, which often refuse the camera without asking the person; with their names. */
const IN_APP: readonly (readonly [RegExp, string])[] = [
  [/Instagram/, "Instagram"],
  [/WhatsApp/, "WhatsApp"],
  [/Messenger|MESSENGER/, "Messenger"],
  [/FBAN|FBAV|FB_IAB/, "Facebook"],
  [/TikTok|musical_ly|BytedanceWebview|trill/, "TikTok"],
  [/GSA\//, "Google"],
  [/GmailMobile|Gmail\//, "Gmail"],
  [/Line\//, "LINE"],
  // Android's own part for pages in applications, whichever it is.
  [/; wv\)/, ""],
  // On an iPhone every browser says Safari; a page within an application does not.
  [/\((?:iPhone|iPad)(?!.*Safari\/)/, ""],
];

/** The name of the application in which the page is shown, empty for one without a known name; `null` in a real browser. */
export function inApp(userAgent: string): string | null {
  return IN_APP.find(([sign]) => sign.test(userAgent))?.[1] ?? null;
}

/** Whether the page is inside an application that gives it no camera: there is nothing to ask, or it said no unasked. */
export function shutIn(where: Environment): boolean {
  return !where.hasMedia && inApp(where.userAgent) !== null;
}

/** The link as Android opens it in the browser that people chose; what follows the last `#` is for Android alone. */
export function intentFor(link: string): string {
  const bare = link.replace(/^https?:\/\//, "");
  const scheme = link.startsWith("http:") ? "http" : "https";
  const how = "action=android.intent.action.VIEW;category=android.intent.category.BROWSABLE";
  return `intent://${bare}#Intent;scheme=${scheme};${how};S.browser_fallback_url=${encodeURIComponent(link)};end`;
}

export function environment(): Environment {
  return {
    secure: isSecureContext,
    hasMedia: Boolean(navigator.mediaDevices?.getUserMedia),
    userAgent: navigator.userAgent,
  };
}

export function troubleOf(error: unknown, where: Environment): Trouble {
  if (!where.secure) return "insecure";
  const within = inApp(where.userAgent) !== null;
  if (!where.hasMedia) return within ? "in_app" : "unsupported";
  switch (error instanceof Error || error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return within ? "in_app" : "denied";
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
          "If you are not seen or heard well, turn the camera off and on, or load this page again: the call goes on.",
        ),
      };
    case "other":
      return {
        what: gettext("The camera or microphone could not be opened."),
        todo: gettext("Try again. If it does not work, restart the browser."),
      };
  }
}
