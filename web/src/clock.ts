import { computed, signal } from "@preact/signals";

/** The server's clock as far as the browser knows it: a telephone with a wrong clock still counts down rightly. */
let offset = 0;

/** Milliseconds since 1970 on the server's clock, renewed each second: reading it in a view follows it. */
export const now = signal(Date.now());

/** The same in steps of ten seconds, for what is shown in minutes: a board of hundreds is not drawn anew each second. */
export const now10 = computed(() => Math.floor(now.value / 10_000) * 10_000);

export function learn(serverNow: string): void {
  offset = Date.parse(serverNow) - Date.now();
  now.value = Date.now() + offset;
}

export function startClock(): () => void {
  const timer = setInterval(() => {
    now.value = Date.now() + offset;
  }, 1000);
  return () => clearInterval(timer);
}

/** Whole seconds until `iso`, never below 0. */
export function secondsUntil(iso: string, at: number): number {
  return Math.max(0, Math.ceil((Date.parse(iso) - at) / 1000));
}

/** Whole minutes since `iso`, never below 0. */
export function minutesSince(iso: string, at: number): number {
  return Math.max(0, Math.floor((at - Date.parse(iso)) / 60_000));
}
