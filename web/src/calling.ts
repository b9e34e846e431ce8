/** What only a call needs, fetched when one begins, so that a first visit stays light. */
export { watchArriving } from "./arriving";
export { tellFreezes } from "./freezes";
export { keepSize } from "./full_size";
export { holdSound } from "./held_sound";
export { shareTyping } from "./open_typing";
export { sealCalls } from "./sealing";
export { shapeSending } from "./sending";
export { noticeSpeech } from "./speech";
export { tellTurnedOff } from "./turned_off";
export { keepVoice } from "./voice_first";
export { keepAlive } from "./watchdog";
