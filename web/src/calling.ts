/** What only a call needs, fetched when one begins, so that a first visit stays light. */
export { tellFreezes } from "./freezes";
export { shapeSending } from "./sending";
export { keepAlive } from "./watchdog";
