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
  | "kept"
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
