// Made by `python -m tools.protocol_types` from audiencia/signaling/messages_*.py. Do not edit.

/**
 * The answer to every event: `ok` with a result, or the problem and nothing was changed.
 */
export interface Ack {
  ok: boolean;
  result?: Record<string, unknown>;
  problem?: Problem | null;
}

/**
 * One queue of the board, whole, with its version (event `queue`).
 */
export interface BoardQueueOut {
  version: number;
  now: string;
  department: string;
  department_slug: string;
  prefix: string;
  state: "closed" | "open" | "paused" | "draining";
  tickets: BoardTicketOut[];
  rooms: BoardRoomOut[];
  attended: number;
}

export interface BoardRoomOut {
  director: string;
  state: "closed" | "available" | "reserved" | "in_call" | "on_hold" | "wrap_up" | "paused" | "assisting" | "draining" | "disconnected";
  connected: boolean;
  number: string | null;
  since: string | null;
}

/**
 * A ticket on the moderator's board: number, topic and state, nothing personal.
 */
export interface BoardTicketOut {
  ticket_id: string;
  number: string;
  state: "booked" | "waiting" | "ready_check" | "postponed" | "called" | "connecting" | "in_call" | "on_hold" | "reconnecting" | "wrap_up" | "outcome_pending" | "absent" | "no_show" | "served" | "left" | "cancelled" | "lapsed" | "carried_over";
  version: number;
  topic: string;
  joined_at: string;
  connected: boolean;
  place: number | null;
  moved_here: boolean;
}

/**
 * The moderator's board at connect or refresh (event `board`).
 */
export interface BoardView {
  now: string;
  session: SessionOut;
  queues: BoardQueueOut[];
  move_reasons: MoveReasonOut[];
}

/**
 * The call as the citizen sees it, from `called` to the end of `in_call`.
 *
 * `epoch` advances with each change of who is in which slot: the picture of a slot stays hidden from a new epoch until
 * its first frame. `slots` maps a slot to who is in it ("director").
 */
export interface CallOut {
  director: string;
  department: string;
  answer_until: string | null;
  epoch: number;
  slots: Record<string, string>;
  director_connected: boolean;
}

export interface CitizenTicketOut {
  number: string;
  state: "booked" | "waiting" | "ready_check" | "postponed" | "called" | "connecting" | "in_call" | "on_hold" | "reconnecting" | "wrap_up" | "outcome_pending" | "absent" | "no_show" | "served" | "left" | "cancelled" | "lapsed" | "carried_over";
  version: number;
  department: string;
  department_slug: string;
  topic: string;
  joined_at: string;
  devices: "unknown" | "camera_and_microphone" | "microphone" | "none";
  calls: number;
}

/**
 * All that a citizen's page shows, whole, with its version.
 */
export interface CitizenView {
  version: number;
  now: string;
  session: SessionOut;
  ticket: CitizenTicketOut;
  queue_state: "closed" | "open" | "paused" | "draining";
  folio: string;
  pin: string;
  line: LineOut | null;
  call: CallOut | null;
  history: HistoryOut[];
  next_steps: StepOut[];
  outcome: OutcomeOut | null;
  media: MediaOut;
}

/**
 * Stable codes of all errors: part of the protocol. The texts for people are in `audiencia.pages.wording`.
 */
export type Code = "bad_input" | "too_large" | "too_many_requests" | "not_found" | "method_not_allowed" | "sign_in_needed" | "sign_in_failed" | "ticket_needed" | "folio_unknown" | "forbidden" | "foreign_origin" | "csrf" | "stale_version" | "not_allowed_now" | "session_closed" | "session_not_open_yet" | "unknown_topic" | "unknown_department" | "unknown_ticket" | "unknown_event" | "queue_closed" | "queue_full" | "too_many_steps" | "notice_not_accepted" | "notice_changed" | "nobody_waiting" | "outcome_needed" | "unknown_disposition" | "room_busy" | "room_closed" | "ticket_moved" | "same_department" | "answer_too_late" | "media_unavailable" | "media_offer_refused" | "unavailable" | "internal";

/**
 * The citizen whom the room attends now. The name and contact are shown from the call on.
 */
export interface CurrentOut {
  ticket_id: string;
  number: string;
  state: "booked" | "waiting" | "ready_check" | "postponed" | "called" | "connecting" | "in_call" | "on_hold" | "reconnecting" | "wrap_up" | "outcome_pending" | "absent" | "no_show" | "served" | "left" | "cancelled" | "lapsed" | "carried_over";
  folio: string;
  name: string;
  contact: string;
  topic: string;
  matter: string;
  adjustments: string[];
  since: string;
  answer_until: string | null;
  connected: boolean;
  devices: "unknown" | "camera_and_microphone" | "microphone" | "none";
  next_steps: StepOut[];
}

/**
 * All that a director's console shows, whole, with its version.
 */
export interface DirectorView {
  version: number;
  now: string;
  session: SessionOut;
  department: string;
  director: string;
  room: RoomOut;
  current: CurrentOut | null;
  waiting: WaitingOut[];
  absent: WaitingOut[];
  dispositions: DispositionOut[];
  today: TodayOut;
  media: MediaOut;
}

export interface DispositionOut {
  code: string;
  outcome: "resolved_immediately" | "in_process";
  label: string;
}

/**
 * A thing that happened to the ticket, told without anything about other people.
 */
export interface HistoryOut {
  at: string;
  text: string;
}

/**
 * The line as the citizen sees it. `place` counts from 1; `seats` are the first ones of the line plus the own.
 */
export interface LineOut {
  place: number;
  ahead: number;
  total: number;
  seats: SeatOut[];
  rooms_open: number;
  rooms_busy: number;
}

/**
 * Result of `media_offer`. `boot` names the media worker's run: when a view shows another one, offer again.
 */
export interface MediaAnswer {
  sdp: string;
  boot: string;
}

/**
 * `boot` of the media worker that answers now; `None` while none answers. `max_bitrate` in bit/s for the camera.
 */
export interface MediaOut {
  boot: string | null;
  max_bitrate: number;
}

export interface MoveReasonOut {
  code: string;
  label: string;
  explanation: string;
}

/**
 * How the attention ended, in the citizen's words. `follows` is what happens next.
 */
export interface OutcomeOut {
  outcome: "resolved_immediately" | "in_process";
  label: string;
  follows: string;
  note: string;
  recorded_at: string;
}

/**
 * A coded error with its text in the person's language.
 */
export interface Problem {
  code: Code;
  message: string;
  params?: Record<string, string | number>;
  fields?: Record<string, string>;
}

export interface RoomOut {
  state: "closed" | "available" | "reserved" | "in_call" | "on_hold" | "wrap_up" | "paused" | "assisting" | "draining" | "disconnected";
  version: number;
  epoch: number;
  slots: Record<string, string>;
  paused_until: string | null;
}

/**
 * Somebody ahead in the picture of the line: only the public number, never a name.
 */
export interface SeatOut {
  number: string;
  mine: boolean;
}

export interface SessionOut {
  state: "planned" | "lobby" | "open" | "closing" | "closed";
  day: string;
  opens_at: string;
  closes_at: string;
  demo: boolean;
}

/**
 * One next step, as handed over by the director.
 */
export interface StepOut {
  step_id: string;
  step: string;
  requirement: string;
  cost: string;
  place: string;
  due: string | null;
}

/**
 * The director's own figures of the session.
 */
export interface TodayOut {
  attended: number;
  resolved_immediately: number;
  in_process: number;
}

/**
 * One who waits, as the director sees it before calling: the matter, not the name.
 */
export interface WaitingOut {
  ticket_id: string;
  number: string;
  state: "booked" | "waiting" | "ready_check" | "postponed" | "called" | "connecting" | "in_call" | "on_hold" | "reconnecting" | "wrap_up" | "outcome_pending" | "absent" | "no_show" | "served" | "left" | "cancelled" | "lapsed" | "carried_over";
  version: number;
  topic: string;
  matter: string;
  adjustments: string[];
  joined_at: string;
  connected: boolean;
  devices: "unknown" | "camera_and_microphone" | "microphone" | "none";
  moved_here: boolean;
}

/**
 * The citizen answers the call: `called > connecting > in_call`.
 */
export interface Accept {
  command_id: string;
  version: number;
}

/**
 * Hands one step over; it is on the citizen's screen within a second and stays under the folio.
 *
 * Without version, because steps may be written while the room changes, but for this ticket and no other.
 */
export interface AddNextStep {
  command_id: string;
  ticket_id: string;
  step: string;
  requirement?: string;
  cost?: string;
  place?: string;
  due?: string | null;
}

/**
 * Calls one who did not answer: `absent > called`.
 */
export interface CallAgain {
  command_id: string;
  version: number;
  ticket_id: string;
}

/**
 * Offers the head of the queue to this room: `waiting > called`, `available > reserved`.
 */
export interface CallNext {
  command_id: string;
  version: number;
}

/**
 * `available | paused > closed`.
 */
export interface CloseRoom {
  command_id: string;
  version: number;
}

/**
 * The citizen who did not answer is here again: `absent > waiting`, same seniority.
 */
export interface ComeBack {
  command_id: string;
  version: number;
}

/**
 * Which devices the citizen has granted: with neither, the attention goes on by text and telephone.
 */
export interface Devices {
  command_id: string;
  devices: "camera_and_microphone" | "microphone" | "none";
}

/**
 * `in_call > wrap_up`: sound and picture stop at once.
 */
export interface EndCall {
  command_id: string;
  version: number;
}

/**
 * The citizen ends the call: `in_call > wrap_up`.
 */
export interface HangUp {
  command_id: string;
  version: number;
}

/**
 * The citizen gives up the place: `waiting > left`.
 */
export interface Leave {
  command_id: string;
  version: number;
}

/**
 * The browser's one offer (layout in docs/protocol.md). `peer_id` is chosen by the client, new for each connection.
 */
export interface MediaOffer {
  peer_id: string;
  sdp: string;
}

/**
 * A moderator moves a waiting ticket to another department; `version` is the ticket's.
 */
export interface MoveTicket {
  command_id: string;
  version: number;
  ticket_id: string;
  department: string;
  reason: string;
}

/**
 * The director opens the own room: `closed > available`. Without version: there may be no room yet.
 */
export interface OpenRoom {
  command_id: string;
}

/**
 * `available > paused`; refused while somebody is attended.
 */
export interface PauseRoom {
  command_id: string;
  version: number;
  minutes: number;
}

/**
 * `wrap_up > served`. Until it is recorded the room calls nobody.
 */
export interface RecordOutcome {
  command_id: string;
  version: number;
  outcome: "resolved_immediately" | "in_process";
  disposition: string;
  note_to_citizen?: string;
  note_internal?: string;
}

/**
 * Asks for the whole view again.
 */
export interface Refresh {
}

/**
 * Takes back a step that was handed over by mistake to this ticket.
 */
export interface RemoveNextStep {
  command_id: string;
  ticket_id: string;
  step_id: string;
}

/**
 * `paused > available`.
 */
export interface ResumeRoom {
  command_id: string;
  version: number;
}

/**
 * `called > waiting`, same seniority.
 */
export interface WithdrawCall {
  command_id: string;
  version: number;
}

export interface CitizenSays {
  refresh: Refresh;
  media_offer: MediaOffer;
  devices: Devices;
  accept: Accept;
  come_back: ComeBack;
  leave: Leave;
  hang_up: HangUp;
}

export interface CitizenHears {
  view: CitizenView;
}

export interface DirectorSays {
  refresh: Refresh;
  media_offer: MediaOffer;
  open_room: OpenRoom;
  close_room: CloseRoom;
  pause_room: PauseRoom;
  resume_room: ResumeRoom;
  call_next: CallNext;
  call_again: CallAgain;
  withdraw_call: WithdrawCall;
  end_call: EndCall;
  add_next_step: AddNextStep;
  remove_next_step: RemoveNextStep;
  record_outcome: RecordOutcome;
}

export interface DirectorHears {
  view: DirectorView;
}

export interface ModeratorSays {
  refresh: Refresh;
  move_ticket: MoveTicket;
}

export interface ModeratorHears {
  board: BoardView;
  queue: BoardQueueOut;
}
