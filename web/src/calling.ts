/** What only a call needs, fetched when one begins, so that a first visit stays light. */
export { watchArriving } from "./arriving";
export { tellFreezes } from "./freezes";
export { shapeSending } from "./sending";
export { keepVoice } from "./voice_first";
export { keepAlive } from "./watchdog";
