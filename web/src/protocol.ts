// Made by `python -m tools.protocol_types` from audiencia/signaling/messages_*/. Do not edit.

/**
 * The answer to every event: `ok` with a result, or the problem and nothing was changed.
 */
export interface Ack {
  ok: boolean;
  result?: Record<string, unknown>;
  problem?: Problem | null;
}

/**
 * Something that happened. `by`: the member of staff who did it; `None` for citizens and for what time brought about.
 * `medium`: how the person it is about is attended; `None` when it is about nobody.
 */
export interface ActivityEntryOut {
  id: number;
  at: string;
  text: string;
  by: string | null;
  medium: "video" | "phone" | "counter" | null;
}

/**
 * What happened last in the jornada, the newest first.
 */
export interface ActivityOut {
  entries: ActivityEntryOut[];
}

/**
 * What those who wait are told; it is shown until `until`.
 */
export interface AnnouncementOut {
  damaged?: boolean;
  id: number;
  text: string;
  made_at: string;
  until: string;
}

/**
 * All announcements that are shown now, the newest first.
 */
export interface AnnouncementsOut {
  announcements: BoardAnnouncementOut[];
}

/**
 * A call with a guest, or the invitation to it. `role` of this room: `host` or `guest`; of a host's guests it is the one who
 * came in first, or was asked first. `epoch` and `slots` are the call's. `kind`: the guest was invited, knocked
 * and was let in, or came by a link of the citizen: then `director` is the name that they gave, and `department` is empty;
 * `signs`: they interpret in sign language.
 * `number`, `topic` and `matter` tell the guest whom it is about; the name is shown once they have joined.
 */
export interface AssistOut {
  damaged?: ("name" | "contact" | "matter" | "guardian" | "adjustments")[];
  assist_id: number;
  ticket_id: string;
  role: "host" | "guest";
  kind: "invited" | "knock" | "relative";
  joined: boolean;
  director: string;
  department: string;
  expires_at: string;
  number: string;
  topic: string;
  matter: string;
  name: string;
  epoch: number;
  slots: Record<string, string>;
  turned_off: ("microphone" | "camera")[];
  citizen_turned_off: ("microphone" | "camera")[];
  signs?: boolean;
}

/**
 * Who assists at the room. `connected`: whether their page is there.
 */
export interface AssistantOut {
  staff_id: number;
  name: string;
  connected: boolean;
}

/**
 * The room where an assistant sits: whom it attends, and what is owed. No contact, and none of what others left as notes.
 * `pending`: the results that were left for later, for `complete_outcome`.
 */
export interface AssistedOut {
  room_id: number;
  director: string;
  department: string;
  state: "closed" | "available" | "reserved" | "in_call" | "on_hold" | "wrap_up" | "paused" | "assisting" | "draining" | "disconnected";
  director_connected: boolean;
  current: CurrentOut | null;
  pending: PendingOut[];
  dispositions: DispositionOut[];
}

/**
 * One that is shown now. `department`: of whose queue, `None` for all queues; `by`: who made it. `standing`: in administration,
 * where it is withdrawn.
 */
export interface BoardAnnouncementOut {
  damaged?: boolean;
  id: number;
  text: string;
  made_at: string;
  until: string;
  department: string | null;
  number: string | null;
  by: string;
  standing: boolean;
}

/**
 * Somebody of the queue's department today. `reason`: why they are away; `connected`: whether their console is open.
 */
export interface BoardMemberOut {
  staff_id: number;
  name: string;
  part: "director" | "substitute" | "away";
  reason: string | null;
  room_id: number | null;
  connected: boolean;
}

/**
 * How many were asked how they go on, and what they chose; `open`: who has said nothing and still waits.
 */
export interface BoardOffersOut {
  asked: number;
  open: number;
  wait: number;
  department: number;
  next_session: number;
  telephone: number;
}

/**
 * One queue of the board, with its version (event `queue`). Of a long queue `tickets` are some: see docs/protocol.md.
 * `state_version` advances with state, pause and cap alone: commands about the queue carry it.
 */
export interface BoardQueueOut {
  version: number;
  state_version: number;
  now: string;
  department: string;
  department_slug: string;
  prefix: string;
  by_rule: boolean;
  state: "closed" | "open" | "paused" | "draining";
  tickets: BoardTicketOut[];
  whole: boolean;
  hidden: number;
  found: number;
  waiting: number;
  booked: number;
  longest: LongestOut | null;
  rooms: BoardRoomOut[];
  attended: number;
  paused_until: string | null;
  paused_reason: string | null;
  cap: number;
  late: boolean;
  pending: number;
  unmet: string[];
  roster: BoardMemberOut[];
  offers: BoardOffersOut | null;
}

export interface BoardRoomOut {
  room_id: number;
  version: number;
  draining: boolean;
  serves: string[];
  paused_until: string | null;
  paused_reason: string | null;
  interpreter: string | null;
  director: string;
  state: "closed" | "available" | "reserved" | "in_call" | "on_hold" | "wrap_up" | "paused" | "assisting" | "draining" | "disconnected";
  connected: boolean;
  number: string | null;
  since: string | null;
  poor_line: boolean;
}

/**
 * A ticket on the moderator's board: number, topic and state, nothing personal. `booked_for`: when the window begins that its person
 * booked, while they have not checked in. `same_contact`: other numbers of the queue with the same telephone or e-mail.
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
  ready: boolean;
  preferential: boolean;
  calls: number;
  unread: number;
  estimate: EstimateOut | null;
  medium: "video" | "phone" | "counter";
  offer: "asked" | "wait" | null;
  booked_for: string | null;
  same_contact: string[];
}

/**
 * The moderator's board at connect or refresh (event `board`).
 */
export interface BoardView {
  now: string;
  session: SessionOut;
  queues: BoardQueueOut[];
  move_reasons: MoveReasonOut[];
  priority_reasons: MoveReasonOut[];
  pause_reasons: PauseReasonOut[];
  away_reasons: MoveReasonOut[];
}

/**
 * The appointment of a number that was booked. `check_in_at`: from when the person checks in; `lapses_at`: until when it
 * waits for them, but for as long as it takes while the service's clock is doubted (`clock_doubted`). `called_off`: why its day is not
 * held, empty while it is. `held_after_all`: it is, but had been called off, and the place was given back.
 */
export interface BookingOut {
  starts_at: string;
  ends_at: string;
  check_in_at: string;
  lapses_at: string;
  clock_doubted: boolean;
  called_off: string;
  held_after_all: boolean;
}

/**
 * What the page of `sender` says about the keys of `call`, or under them.
 */
export interface CallKeysOut {
  call: string;
  sender: string;
  body: string;
}

/**
 * The call as the citizen sees it, from `called` to the end of `in_call`.
 * `epoch` advances with each change of who is in which slot: the picture of a slot stays hidden from a new epoch until its first frame.
 * `slots` maps a slot to who is in it ("director"). `second`: the guest who came in first, `further` those after that one, in their
 * order ("third", "fourth", "fifth" in `slots`). `relative`: whom the citizen asked and who is not there yet. `company`: who is in the
 * room with the director. `emergency_at`: when the director put the card of emergency numbers before the citizen. `picture`: whether one
 * of what the citizen shows may be taken for the case.
 */
export interface CallOut {
  director: string;
  department: string;
  answer_until: string | null;
  epoch: number;
  slots: Record<string, string>;
  director_connected: boolean;
  minute_taken: boolean;
  second: SecondOut | null;
  further: SecondOut[];
  relative: RelativeOut | null;
  company: CompanyOut[];
  turned_off: ("microphone" | "camera")[];
  emergency_at: string | null;
  picture: "asked" | "allowed" | "refused" | "kept" | null;
}

/**
 * A case that the citizen of the call came to talk about. `topic` and `answer` are empty where there is none, `matter` and
 * `answer` are null when they do not open. `withdrawn`: no answer is wanted any more.
 */
export interface CaseOut {
  folio: string;
  state: "received" | "assigned" | "in_process" | "answered" | "concluded" | "reopened";
  withdrawn: boolean;
  department: string;
  topic: string;
  subject: string;
  matter: string | null;
  received_on: string;
  due_on: string;
  answered_at: string | null;
  answer: string | null;
}

/**
 * One message. `name` is empty for the citizen; `mine`: who reads it wrote it.
 */
export interface ChatMessageOut {
  damaged?: boolean;
  id: number;
  who: "citizen" | "moderator" | "director";
  name: string;
  mine: boolean;
  text: string;
  at: string;
}

/**
 * What was written last, the oldest first: with moderators who help, or in this call.
 */
export interface ChatOut {
  channel: "help" | "call";
  messages: ChatMessageOut[];
  may_write: boolean;
}

/**
 * Something to choose, by its code.
 */
export interface ChoiceOut {
  code: string;
  label: string;
}

/**
 * The own ticket. `phone_ends`: the last two digits of the number that would be dialled; empty without one. `chose_next`: it is
 * `carried_over` because the citizen chose the next jornada.
 */
export interface CitizenTicketOut {
  number: string;
  state: "booked" | "waiting" | "ready_check" | "postponed" | "called" | "connecting" | "in_call" | "on_hold" | "reconnecting" | "wrap_up" | "outcome_pending" | "absent" | "no_show" | "served" | "left" | "cancelled" | "lapsed" | "carried_over";
  version: number;
  department: string;
  department_slug: string;
  topic: string;
  joined_at: string;
  devices: "unknown" | "camera_and_microphone" | "microphone" | "none";
  data_mode: "normal" | "low" | "voice";
  camera_paused: boolean;
  turned_off: ("microphone" | "camera")[];
  calls: number;
  preferential: boolean;
  ready: boolean;
  ready_until: string | null;
  not_before: string | null;
  let_pass: number | null;
  medium: "video" | "phone" | "counter";
  phone_ends: string;
  chose_next: boolean;
}

/**
 * All that a citizen's page shows, whole, with its version.
 * `held_until`: until when a call that was cut off is held open. `matters_left`: how many more can be brought up.
 */
export interface CitizenView {
  version: number;
  now: string;
  session: SessionOut;
  ticket: CitizenTicketOut;
  queue_state: "closed" | "open" | "paused" | "draining";
  queue_pause: PauseOut | null;
  folio: string;
  pin: string;
  line: LineOut | null;
  call: CallOut | null;
  talk: TalkOut | null;
  history: HistoryOut[];
  next_steps: StepOut[];
  commitments: CommitmentOut[];
  knock: KnockOut | null;
  outcome: OutcomeOut | null;
  matters: MatterOut[];
  matters_left: number;
  word: WordOut | null;
  held_until: string | null;
  announcements: AnnouncementOut[];
  offer: OfferOut | null;
  chat: ChatOut | null;
  help: HelpOut | null;
  conduct: ConductOut | null;
  can_report: boolean;
  booking: BookingOut | null;
  media: MediaOut;
}

/**
 * Stable codes of all errors: part of the protocol. The texts for people are in `audiencia.http.wording`.
 */
export type Code = "bad_input" | "too_large" | "too_slow" | "too_many_requests" | "not_found" | "method_not_allowed" | "sign_in_needed" | "sign_in_failed" | "ticket_needed" | "ticket_elsewhere" | "room_elsewhere" | "folio_unknown" | "device_code_unknown" | "invite_unknown" | "relative_link_unknown" | "forbidden" | "foreign_origin" | "csrf" | "stale_version" | "not_allowed_now" | "session_closed" | "session_not_open_yet" | "unknown_topic" | "unknown_department" | "unknown_service" | "unknown_ticket" | "unknown_event" | "queue_closed" | "queue_full" | "queue_paused" | "too_late_today" | "booking_closed" | "practice_goes_on" | "slot_full" | "already_in_line" | "device_in_line" | "contact_in_line" | "unknown_carried_folio" | "nobody_for_this_room" | "minute_taken" | "postponed_too_often" | "no_room_free" | "call_full" | "no_seat" | "company_needed" | "note_changed" | "catalogue_changed" | "catalogue_unfit" | "department_in_use" | "service_department_gone" | "service_address_taken" | "day_began" | "day_booked" | "day_given_back" | "places_changed" | "reviewed_already" | "help_over" | "too_many_reports" | "invitation_over" | "not_now" | "call_over" | "encryption_off" | "too_many_commitments" | "too_many_matters" | "matters_left" | "too_late_to_say" | "too_many_steps" | "notice_not_accepted" | "guardian_needed" | "guardian_withdrew" | "notice_changed" | "form_used" | "form_changed" | "case_elsewhere" | "nobody_waiting" | "outcome_needed" | "unknown_disposition" | "date_needed" | "room_busy" | "room_closed" | "ticket_moved" | "tickets_moved" | "waits_there" | "too_many_announcements" | "first_already" | "undo_too_late" | "same_department" | "complaint_stays" | "complaint_apart" | "joined_elsewhere" | "already_asked" | "not_asked" | "too_late_to_reopen" | "too_many_messages" | "too_many_corrections" | "unknown_case" | "term_over" | "identity_needed" | "requests_unanswered" | "too_many_requests_open" | "cases_changed" | "petitions_closed" | "no_complaints_here" | "anonymous_not_allowed" | "contact_needed" | "officer_unknown" | "substitute_waits" | "marked_away" | "no_substitute" | "offer_over" | "answer_too_late" | "by_phone" | "citizen_away" | "telephone_needed" | "media_unavailable" | "media_offer_refused" | "media_full" | "media_call_full" | "media_connections_full" | "media_elsewhere" | "own_account" | "passkey_refused" | "provider_refused" | "provider_away" | "provider_no_group" | "provider_closed" | "provider_account" | "second_step_required" | "last_administrator" | "interpreter_taken" | "data_unreadable" | "unavailable" | "internal";

/**
 * What the citizen was promised: by whom, and until when.
 */
export interface CommitmentOut {
  damaged?: boolean;
  commitment_id: string;
  text: string;
  owner: string;
  due: string;
  done: boolean;
}

/**
 * Who is in a room beside the director: what they are, and how many.
 */
export interface CompanyOut {
  code: string;
  label: string;
  count: number;
}

/**
 * A call that was ended for conduct. `review` is null while no moderator has looked at it.
 */
export interface ConductEndingOut {
  ending_id: string;
  number: string;
  department: string;
  department_slug: string;
  reason: string;
  ended_at: string;
  review: "upheld" | "reversed" | null;
  reviewed_by: string | null;
}

/**
 * The jornada's endings for conduct, with those of earlier ones that nobody reviewed, the newest first (event `conduct`).
 * `reports`: how often citizens reported an official in this jornada; what they say is sealed, and shown by no page of staff.
 */
export interface ConductListOut {
  endings: ConductEndingOut[];
  reports: number;
}

/**
 * The citizen's call was ended for conduct: why, and what a moderator's review found.
 * `place_back`: the place can be taken back: with the time of arrival it had, today (`same_place`), or with preferential
 * attention, at a later jornada (`priority`).
 */
export interface ConductOut {
  explanation: string;
  ended_at: string;
  review: "upheld" | "reversed" | null;
  place_back: "same_place" | "priority" | null;
}

/**
 * The citizen whom the room attends now. The name and contact are shown from the call on.
 * `phone` is the number to dial while they are attended by telephone, empty otherwise; `has_phone`: whether there is one.
 * `about_folio`: of the case that they came to talk about, empty without one: `read_case` gives what is in it.
 * `guardian`: the mother, father or guardian who authorises it for a minor; empty for an adult.
 */
export interface CurrentOut {
  damaged?: ("name" | "contact" | "matter" | "guardian" | "adjustments")[];
  ticket_id: string;
  number: string;
  state: "booked" | "waiting" | "ready_check" | "postponed" | "called" | "connecting" | "in_call" | "on_hold" | "reconnecting" | "wrap_up" | "outcome_pending" | "absent" | "no_show" | "served" | "left" | "cancelled" | "lapsed" | "carried_over";
  folio: string;
  name: string;
  contact: string;
  topic: string;
  matter: string;
  guardian: string;
  adjustments: string[];
  since: string;
  answer_until: string | null;
  minute_taken: boolean;
  connected: boolean;
  devices: "unknown" | "camera_and_microphone" | "microphone" | "none";
  data_mode: "normal" | "low" | "voice";
  camera_paused: boolean;
  turned_off: ("microphone" | "camera")[];
  next_steps: StepOut[];
  commitments: CommitmentOut[];
  matters: MatterOut[];
  notes: LegNoteOut[];
  held_until: string | null;
  interpreter: string | null;
  medium: "video" | "phone" | "counter";
  phone: string;
  has_phone: boolean;
  note: WorkingNoteOut;
  emergency_at: string | null;
  picture: "asked" | "allowed" | "refused" | "kept" | null;
  about_folio: string;
  step_templates: StepTemplateOut[];
  note_templates: NoteTemplateOut[];
}

/**
 * A room that an assistant may sit at.
 */
export interface DeskOut {
  room_id: number;
  director: string;
  department: string;
  state: "closed" | "available" | "reserved" | "in_call" | "on_hold" | "wrap_up" | "paused" | "assisting" | "draining" | "disconnected";
}

/**
 * A one-time code for another device: eight letters, and the link and QR code that hold it; good until `expires_at`.
 */
export interface DeviceCodeOut {
  code: string;
  link: string;
  qr: QrOut;
  expires_at: string;
}

/**
 * All that a director's console shows, whole, with its version. `next_ticket`: whom `call_next` would call now. `waiting`: the
 * front of the queue, and whoever would be called now; of `waiting_total` in all (`read_waiting` tells of the others). `further`: the
 * guests of the call besides the one in `assist`, in the order in which they came in. `relative`: who asks to be let in.
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
  waiting_total: number;
  next_ticket: string | null;
  absent: WaitingOut[];
  assist: AssistOut | null;
  further: GuestOut[];
  relative: WaitsOut | null;
  talk: TalkOut | null;
  knock: KnockOut | null;
  commitments: OwnedCommitmentOut[];
  pending: PendingOut[];
  targets: TargetOut[];
  queue_state: "closed" | "open" | "paused" | "draining";
  dispositions: DispositionOut[];
  pause_reasons: PauseReasonOut[];
  company_choices: ChoiceOut[];
  conduct_reasons: ChoiceOut[];
  assistants: AssistantOut[];
  help: "asked" | "coming" | null;
  today: TodayOut;
  part: "director" | "substitute" | "away";
  chat: ChatOut | null;
  media: MediaOut;
}

/**
 * A kind of answer. `needs_date`: a next step must have the date that it promises.
 */
export interface DispositionOut {
  code: string;
  outcome: "resolved_immediately" | "in_process";
  label: string;
  needs_date: boolean;
}

/**
 * When the call will come, eight times of ten; in steps of minutes, so that it does not flicker.
 */
export interface EstimateOut {
  low_at: string;
  high_at: string;
}

/**
 * Another guest in the call, or, for its host, somebody more who was asked into it. `signs`: as of `AssistOut`.
 */
export interface GuestOut {
  assist_id: number;
  kind: "invited" | "knock" | "relative";
  joined: boolean;
  director: string;
  department: string;
  expires_at: string;
  turned_off: ("microphone" | "camera")[];
  signs?: boolean;
}

/**
 * Somebody asks for help: a director, silently (`room_id`), or a citizen (`ticket_id`). `answered_by`: who said that
 * somebody is coming.
 */
export interface HelpEntryOut {
  id: number;
  reason: "silent" | "devices" | "unwell" | "unsafe";
  asked_at: string;
  department: string;
  department_slug: string;
  room_id: number | null;
  director: string | null;
  ticket_id: string | null;
  number: string | null;
  answered_by: string | null;
}

/**
 * Who asks for help now, the longest first (event `help`).
 */
export interface HelpListOut {
  entries: HelpEntryOut[];
}

/**
 * The citizen asked for help; `answered`: somebody is coming.
 */
export interface HelpOut {
  reason: "devices" | "unwell" | "unsafe";
  answered: boolean;
}

/**
 * A thing that happened to the ticket, told without anything about other people.
 */
export interface HistoryOut {
  at: string;
  text: string;
}

export interface InterpreterOut {
  code: string;
  name: string;
  helps_with: string;
  present: boolean;
  busy: boolean;
}

/**
 * Who interprets today (event `interpreters`), after the board and whenever it changed.
 */
export interface InterpretersOut {
  interpreters: InterpreterOut[];
}

/**
 * Somebody knocks at the call. `role`: `asked`, to answer with `answer_knock`; or `visitor`, who waits for the answers.
 * `director` and `department` are the other one's: who knocks, or at whose call. `answered`: the own answer was yes, and the
 * other one is still waited for. To who knocks nothing of the answers is told.
 */
export interface KnockOut {
  knock_id: number;
  role: "asked" | "visitor";
  director: string;
  department: string;
  expires_at: string;
  answered: boolean;
}

/**
 * What an earlier director of the same attention left for the next one.
 */
export interface LegNoteOut {
  damaged?: boolean;
  department: string;
  note: string;
}

/**
 * The queue of the last view, in which nothing else but `version` and `now` is new, and `history`: by what its own one grew. Everybody
 * who waits is sent one with each call.
 */
export interface LineNews {
  version: number;
  line: LineOut;
  history?: HistoryOut[];
}

/**
 * The queue as the citizen sees it. `place` counts from 1; `front` are the public numbers of the first ones, never a name.
 * `estimate` is `None` while no room is open, or while it is not known yet.
 */
export interface LineOut {
  estimate: EstimateOut | null;
  place: number;
  front: string[];
  rooms_open: number;
  rooms_busy: number;
}

/**
 * How the line of one of those in the call fares, over the last seconds; `up` is what they send. None: not known.
 * `grade` is None while it is being measured. `lasting`: it has been poor for so long that something should be done; `cause` is
 * what of it is worst. Losses in percent, jitter and round trip in milliseconds, rates in kbit/s. `freezes` and `frozen_seconds`
 * count the pictures that stood still on this person's screen since the call began.
 */
export interface LineQualityOut {
  who: "citizen" | "self" | "other";
  grade: "good" | "fair" | "poor" | null;
  cause: "loss_up" | "loss_down" | "delay" | "frozen" | null;
  lasting: boolean;
  loss_up: number | null;
  loss_down: number | null;
  jitter_up: number | null;
  jitter_down: number | null;
  round_trip: number | null;
  rate_up: number | null;
  rate_down: number | null;
  freezes: number;
  frozen_seconds: number;
}

/**
 * Who of a queue has waited longest.
 */
export interface LongestOut {
  number: string;
  joined_at: string;
}

/**
 * Another matter that the citizen brought up, and the department that attends it next.
 */
export interface MatterOut {
  damaged?: boolean;
  matter_id: string;
  department: string;
  topic: string;
  matter: string;
}

/**
 * A queue that the mayor's room can call from; `served`: it does.
 */
export interface MayorLineOut {
  department: string;
  department_slug: string;
  state: "closed" | "open" | "paused" | "draining";
  waiting: number;
  served: boolean;
}

/**
 * What the mayor sees besides the own room (event `mayor`): whole, whenever it changed.
 */
export interface MayorView {
  now: string;
  calls: RunningCallOut[];
  lines: MayorLineOut[];
  commitments: OwnedCommitmentOut[];
}

/**
 * Result of `media_offer`. `boot` names the media worker's run: when a view shows another one, offer again.
 */
export interface MediaAnswer {
  sdp: string;
  boot: string;
}

/**
 * `boot` of the media worker that answers now; `None` while none answers, or while a citizen's call is not near.
 * `max_bitrate` in bit/s for the camera.
 * `picture_first`: somebody in the call understands by the picture, as with sign language; it goes before the sound, and
 * gets smaller rather than jerky.
 */
export interface MediaOut {
  boot: string | null;
  max_bitrate: number;
  picture_first: boolean;
}

/**
 * Somebody in a call. `name` is empty for who reads it; `encrypts`: their page can, as it said when it connected last.
 */
export interface MemberOut {
  id: string;
  role: "citizen" | "director" | "second";
  name: string;
  encrypts: boolean;
}

/**
 * Result of `preview_move`: who comes and who is passed, in the order of the queue; `passed` is how many are passed, also
 * those who are not among the seats, and `nearer` how many come nearer to the front in the queues that are left.
 * `known`: whether it can be said when anybody would be called there; else no seat has an estimate.
 */
export interface MovePreview {
  seats: PreviewSeatOut[];
  passed: number;
  nearer: number;
  known: boolean;
}

export interface MoveReasonOut {
  code: string;
  label: string;
  explanation: string;
}

/**
 * A text that an internal note can begin with.
 */
export interface NoteTemplateOut {
  code: string;
  label: string;
  text: string;
}

/**
 * The department cannot attend: why, and how the citizen can go on. `choice`: what was said, while it can be changed.
 */
export interface OfferOut {
  id: number;
  explanation: string;
  choice: "wait" | "telephone" | null;
  departments: OfferedOut[];
  next_session: string;
}

/**
 * A department in which somebody can go on at once.
 */
export interface OfferedOut {
  department: string;
  department_slug: string;
  waiting: number;
}

/**
 * How the attention ended, in the citizen's words. `follows` is what happens next.
 */
export interface OutcomeOut {
  damaged?: boolean;
  outcome: "resolved_immediately" | "in_process";
  label: string;
  follows: string;
  note: string;
  recorded_at: string;
}

/**
 * A commitment, for whoever answers for it. `can_withdraw`: whoever looks may take it back.
 */
export interface OwnedCommitmentOut {
  damaged?: boolean;
  commitment_id: string;
  text: string;
  owner: string;
  due: string;
  done: boolean;
  folio: string;
  overdue: boolean;
  can_withdraw: boolean;
}

/**
 * A pause of a queue or a room: why, and until when as far as is known.
 */
export interface PauseOut {
  reason: string;
  until: string | null;
}

export interface PauseReasonOut {
  code: string;
  label: string;
}

/**
 * An attention whose result was left for later.
 */
export interface PendingOut {
  damaged?: ("name" | "contact" | "matter" | "guardian" | "adjustments")[];
  ticket_id: string;
  number: string;
  version: number;
  topic: string;
  matter: string;
  name: string;
  ended_at: string;
  note: WorkingNoteOut;
}

/**
 * Somebody else in the call. `department` is empty for the citizen and for whom the citizen asked; `company`: who is in the room
 * with them; `signs`: they interpret in sign language.
 */
export interface PresentOut {
  name: string;
  department: string;
  company: CompanyOut[];
  turned_off: ("microphone" | "camera")[];
  signs?: boolean;
}

/**
 * A place after a move. `before`: the place in the same queue before it, `None` for who comes into it.
 */
export interface PreviewSeatOut {
  number: string;
  before: number | null;
  place: number;
  estimate: EstimateOut | null;
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

/**
 * A QR code: `path` of an SVG whose `viewBox` is `0 0 size size`.
 */
export interface QrOut {
  size: number;
  path: string;
}

/**
 * The lines of all who are in the call, the citizen's first; none without a call.
 */
export interface QualityOut {
  lines: LineQualityOut[];
}

/**
 * Whom the citizen asked into the call and who is not in it yet: `waits` once they took up the link. `relative_id`: for `end_stay`.
 */
export interface RelativeOut {
  relative_id: number;
  name: string;
  waits: boolean;
  expires_at: string;
}

/**
 * All that the page of a relative shows, whole. Before the director admits them, `waits`: nothing of the call but with whom it is.
 * `name`: their own, as the citizen gave it. `present`: the others in the call, in the order of the slots, the citizen and the director
 * first. `paused`: the call is held, or the citizen was cut off. `ending`: why it is over. `expires_at`: until when they can be let in.
 */
export interface RelativeView {
  version: number;
  now: string;
  state: "waits" | "in_call" | "over";
  name: string;
  director: string;
  department: string;
  expires_at: string | null;
  ending: "declined" | "expired" | "withdrawn" | "left" | "call_over" | "lost" | null;
  paused: boolean;
  epoch: number;
  slots: Record<string, string>;
  present: PresentOut[];
  turned_off: ("microphone" | "camera")[];
  talk: TalkOut | null;
  media: MediaOut;
}

export interface RoomOut {
  state: "closed" | "available" | "reserved" | "in_call" | "on_hold" | "wrap_up" | "paused" | "assisting" | "draining" | "disconnected";
  version: number;
  epoch: number;
  slots: Record<string, string>;
  paused_until: string | null;
  paused_reason: string | null;
  draining: boolean;
  serves: string[];
  company: CompanyOut[] | null;
  told: CompanyOut[];
  turned_off: ("microphone" | "camera")[];
  shares_screen: boolean;
}

/**
 * A call that the mayor can knock at; nothing about the citizen.
 */
export interface RunningCallOut {
  room_id: number;
  department: string;
  director: string;
  since: string;
}

/**
 * All that an assistant's page shows, whole (event `seat`).
 */
export interface SeatView {
  version: number;
  now: string;
  name: string;
  desks: DeskOut[];
  room: AssistedOut | null;
}

/**
 * A guest in a call: another director, or who knocked and was let in, or somebody whom the citizen asked: of these two `knock_id` is
 * there, for `end_stay`. Of who the citizen asked, `director` is the name that they gave, and `department` is empty; `signs`: they
 * interpret in sign language.
 */
export interface SecondOut {
  director: string;
  department: string;
  knock_id: number | null;
  company: CompanyOut[];
  turned_off: ("microphone" | "camera")[];
  signs?: boolean;
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
  damaged?: boolean;
  step_id: string;
  step: string;
  requirement: string;
  cost: string;
  place: string;
  due: string | null;
}

/**
 * A next step that the municipality keeps ready: `label` in the list, the rest as `add_next_step` takes it.
 */
export interface StepTemplateOut {
  code: string;
  label: string;
  step: string;
  requirement: string;
  cost: string;
  place: string;
}

/**
 * Who is in the call, for pages that agree on its keys: from `called` on, not by telephone.
 * `call` is another one for each call and after a hand-over, an `id` another one each time somebody comes in. `me`: who reads it.
 */
export interface TalkOut {
  call: string;
  me: string;
  members: MemberOut[];
}

/**
 * Another department, for transfers; `rooms_free` directors could join a call now.
 */
export interface TargetOut {
  department: string;
  department_slug: string;
  state: "closed" | "open" | "paused" | "draining";
  rooms_free: number;
  waiting: number;
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
 * What stands now in the chat's field of `sender`, unsent; empty: nothing any more.
 */
export interface TypingOut {
  call: string;
  sender: string;
  text: string;
}

/**
 * One who waits, as the director sees it before calling: the matter, not the name.
 */
export interface WaitingOut {
  damaged?: ("name" | "contact" | "matter" | "guardian" | "adjustments")[];
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
  place: number | null;
  ready: boolean;
  preferential: boolean;
  needs: string | null;
  unmet: string[];
  calls: number;
  medium: "video" | "phone" | "counter";
}

/**
 * A part of those who wait, in the order of calls, as it was at `now`; of `total` in all.
 */
export interface WaitingPart {
  waiting: WaitingOut[];
  total: number;
  now: string;
}

/**
 * Somebody of the citizen's trust asks to come in, by the name that the citizen gave; `signs`: to interpret in sign language.
 */
export interface WaitsOut {
  relative_id: number;
  name: string;
  signs?: boolean;
  expires_at: string;
}

/**
 * "Was your matter resolved?": what the citizen said, why not, and until when it can be said. `rating`: how they were served,
 * from 1 to 5. `kept`: what is being written may be kept on the device; nothing of a complaint about public servants is.
 */
export interface WordOut {
  resolved: boolean | null;
  why: "not_done" | "partly" | "unclear" | "disagree" | "other" | null;
  rating: number | null;
  until: string;
  reopened: boolean;
  kept: boolean;
}

/**
 * The internal note while the result is not recorded. `by`: who saved it last; `version` 0: nobody has. `damaged`: what was saved
 * does not open, `text` is empty, and the next one is saved upon `version` all the same.
 */
export interface WorkingNoteOut {
  version: number;
  text: string;
  by: string | null;
  damaged?: boolean;
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
 * Tells everybody who waits or is attended, in one queue or in all of them, or one person alone, something for a while.
 */
export interface Announce {
  command_id: string;
  department?: string | null;
  ticket_id?: string | null;
  text: string;
  minutes: number;
}

/**
 * The citizen has another matter: the next leg of the same attention, without queuing again. Result: `matter_id`.
 */
export interface AnotherMatter {
  command_id: string;
  department: string;
  topic: string;
  matter: string;
}

/**
 * "Somebody is coming". Result: `by`, when another moderator said so before.
 */
export interface AnswerHelp {
  command_id: string;
  help_id: number;
}

/**
 * The director who was asked joins the call (`available > assisting`) or declines.
 */
export interface AnswerInvitation {
  command_id: string;
  version: number;
  join: boolean;
}

/**
 * Whether whoever knocked at this call may come in; said by the director and by the citizen, each once.
 * Without version: it holds for the knock that was seen.
 */
export interface AnswerKnock {
  command_id: string;
  knock_id: number;
  agree: boolean;
}

/**
 * How somebody who waits goes on when their department cannot attend. `department` goes with that choice alone.
 * `telephone`: with that choice, the number to dial, when it is another one than the contact's.
 */
export interface AnswerOffer {
  command_id: string;
  version: number;
  offer_id: number;
  choice: "wait" | "department" | "next_session" | "telephone";
  department?: string | null;
  telephone?: string;
}

/**
 * Whether the one picture that the director asks for may be taken of what is held up.
 */
export interface AnswerPicture {
  command_id: string;
  agree: boolean;
}

/**
 * Whether the person of the citizen's trust who waits may come into the call. Without version: it holds for the one that was seen.
 */
export interface AnswerRelative {
  command_id: string;
  relative_id: number;
  admit: boolean;
}

/**
 * The director asks the moderators for help, silently.
 */
export interface AskHelp {
  command_id: string;
}

/**
 * The citizen is asked whether one picture of what they hold up may be taken for their case.
 */
export interface AskPicture {
  command_id: string;
  ticket_id: string;
}

/**
 * A call by telephone goes on by video again, when both pages are open.
 */
export interface BackToVideo {
  command_id: string;
  version: number;
}

/**
 * Who is in the room beside the director: one of `company_choices`, and how many.
 */
export interface Beside {
  code: string;
  count: number;
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
 * What the page of somebody in a call says about its keys, or under them, to one other member (`to`), or to all of them.
 * The server hands `body` on as it is.
 */
export interface CallKeys {
  call: string;
  to?: string | null;
  body: string;
}

/**
 * Offers the head of the queue to this room: `waiting > called`, `available > reserved`.
 */
export interface CallNext {
  command_id: string;
  version: number;
}

/**
 * Ends a waiting ticket, for instance one of two of the same person.
 */
export interface CancelTicket {
  command_id: string;
  version: number;
  ticket_id: string;
  reason: "duplicate" | "asked_by_person" | "abuse";
}

/**
 * Whoever booked a place is there: `booked > waiting`; before the own hour the place is held until then.
 */
export interface CheckIn {
  command_id: string;
  version: number;
}

/**
 * From which queues the mayor's free room calls: one or several of `lines`.
 */
export interface ChooseLines {
  command_id: string;
  version: number;
  departments: string[];
}

/**
 * The call for help is over.
 */
export interface CloseHelp {
  command_id: string;
  help_id: number;
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
 * It is done; said by its owner, or the mayor.
 */
export interface CompleteCommitment {
  command_id: string;
  commitment_id: string;
}

/**
 * `outcome_pending > served`: the result that was left for later. `version` is the ticket's.
 */
export interface CompleteOutcome {
  command_id: string;
  ticket_id: string;
  version: number;
  outcome: "resolved_immediately" | "in_process";
  disposition: string;
  due?: string | null;
  note_to_citizen?: string;
  note_internal?: string;
}

/**
 * The call goes on by telephone, from `called`, the call, or one that was cut off: same ticket, same leg, same result.
 */
export interface ContinueByPhone {
  command_id: string;
  version: number;
}

/**
 * Makes a one-time code, in place of the one before, that carries the ticket or the room to another device.
 */
export interface ContinueElsewhere {
  command_id: string;
}

/**
 * Who is in the room from now on, in a call too; an empty list: the director is alone.
 */
export interface DeclareCompany {
  command_id: string;
  company: Beside[];
}

/**
 * `wrap_up > outcome_pending`: the room is free, the result is completed later.
 */
export interface DeferOutcome {
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
 * A director attends no more: the room closes, a substitute is seated, and those who wait are asked how they go on.
 * `version` is the room's, `reason` one of `away_reasons`. `departments`: what is offered beside waiting and the next
 * jornada; `None` asks nobody. Result: `asked`.
 */
export interface DirectorAway {
  command_id: string;
  version: number;
  room_id: number;
  reason: string;
  substitute?: number | null;
  departments?: string[] | null;
}

/**
 * Nobody after the present one: the room closes when it is free, at once when it is free now.
 */
export interface DrainRoom {
  command_id: string;
  version: number;
}

/**
 * `in_call > wrap_up`: sound and picture stop at once.
 */
export interface EndCall {
  command_id: string;
  version: number;
}

/**
 * `in_call | on_hold > wrap_up` at once, for conduct. `reason` is one of `conduct_reasons`. Result: `ending_id`.
 */
export interface EndForConduct {
  command_id: string;
  version: number;
  reason: string;
}

/**
 * The citizen goes on without whoever knocked and came in, or whom they asked by a link; a link is worth nothing any more.
 */
export interface EndStay {
  command_id: string;
  knock_id: number;
}

/**
 * Lets the jornada go on for longer than `closes_at`, the time that was seen.
 */
export interface ExtendSession {
  command_id: string;
  closes_at: string;
  minutes: number;
}

/**
 * How often, and for how many milliseconds in all, a picture stood still on this page since it said so last (W3C
 * webrtc-stats). Said only when one did, at most twice a minute: on prepaid data a call with a good line says nothing.
 */
export interface Freezes {
  count: number;
  milliseconds: number;
}

/**
 * Warm transfer, second half: the citizen stays with this guest, or the first one; the host's room is free.
 */
export interface HandOver {
  command_id: string;
  version: number;
  assist_id?: number | null;
  note?: string;
}

/**
 * The citizen ends the call: `in_call > wrap_up`.
 */
export interface HangUp {
  command_id: string;
  version: number;
}

/**
 * The citizen needs help no more.
 */
export interface HelpOver {
  command_id: string;
}

/**
 * `in_call > on_hold`: neither hears or sees the other.
 */
export interface HoldCall {
  command_id: string;
  version: number;
}

/**
 * Warm transfer, first half: asks a free director of that department into this call. Result: `director`.
 */
export interface InviteDirector {
  command_id: string;
  version: number;
  department: string;
}

/**
 * The citizen asks somebody of trust into the call, by a one-time link in place of the one before. `name`: as all will read it.
 * `signs`: they interpret for the citizen in sign language. Result: `link`, `relative_id` and `expires_at`.
 */
export interface InviteRelative {
  command_id: string;
  name: string;
  signs?: boolean;
}

/**
 * The mayor asks the two of a call of `calls` to be let in; `version` is the own room's.
 */
export interface Knock {
  command_id: string;
  version: number;
  room_id: number;
}

/**
 * The citizen gives up the place: `waiting > left`.
 */
export interface Leave {
  command_id: string;
  version: number;
}

/**
 * A guest leaves the other's call: `assisting > available`.
 */
export interface LeaveAssist {
  command_id: string;
  version: number;
}

/**
 * A relative leaves the call, or waits no longer: the link leads nowhere any more.
 */
export interface LeaveCall {
  command_id: string;
}

/**
 * The assistant sits nowhere until they take a seat again.
 */
export interface LeaveSeat {
  command_id: string;
}

/**
 * A citizen whose connection dropped goes to the front of the queue; the room is free.
 */
export interface LetGo {
  command_id: string;
  version: number;
}

/**
 * How many of those who wait in one queue are shown.
 */
export interface LineSize {
  department: string;
  size: number;
}

/**
 * What a moderator looks at besides the fronts of the queues, in place of what was said before: `lines` of which more is shown,
 * tickets to `keep` wherever they are, and who is looked for by `text` (of a number, topic or department) and `only`.
 */
export interface LookAt {
  lines: LineSize[];
  keep: string[];
  text: string;
  only: "" | "long" | "away" | "preferential" | "absent" | "phone" | "counter" | "video";
}

/**
 * Promises something to the citizen of this call: by whom (a department, or one of `owners`), and until when.
 * Without version, as `AddNextStep`.
 */
export interface MakeCommitment {
  command_id: string;
  ticket_id: string;
  text: string;
  due: string;
  department?: string | null;
  staff_id?: number | null;
}

/**
 * A browser's offer (layout in docs/protocol.md). `peer_id` is chosen by the client, new for each connection. `slots`: what
 * its m-lines are for, in their order; absent: all, in the order of that page. `boot`: the one of the connection's answer, in an
 * offer that adds slots to that connection; absent: a new one.
 * `encrypts`: the page can encrypt what it sends for the others of a call alone. `takes`: the person wants to go on here; a page
 * that offers by itself says that it does not, and takes nothing from another browser of theirs.
 */
export interface MediaOffer {
  peer_id: string;
  sdp: string;
  encrypts?: boolean;
  takes?: boolean;
  slots?: string[] | null;
  boot?: string | null;
}

/**
 * A moderator moves people who wait to another department: all of them or nobody.
 */
export interface MoveTickets {
  command_id: string;
  tickets: SeenTicket[];
  department: string;
  reason: string;
}

/**
 * The citizen asks the moderators for help, in the queue or in the call.
 */
export interface NeedHelp {
  command_id: string;
  reason: "devices" | "unwell" | "unsafe";
}

/**
 * The call rings a little longer; once for each call.
 */
export interface NeedMinute {
  command_id: string;
  version: number;
}

/**
 * The director opens the own room: `closed > available`. Without version: there may be no room yet.
 * `company`: who is in the room, nobody for alone; left out, as declared before, and refused when it never was.
 */
export interface OpenRoom {
  command_id: string;
  company?: Beside[] | null;
}

/**
 * The matter of this room is concluded and the citizen's next one begins, in its queue at the seniority they have.
 */
export interface PassOn {
  command_id: string;
  version: number;
  matter_id: string;
  note?: string;
}

/**
 * The citizen's page sends no picture for now, because the line is too narrow for voice and picture; or does so again.
 */
export interface PauseCamera {
  command_id: string;
  paused: boolean;
}

/**
 * `available > paused`; refused while somebody is attended. `reason` is one of `pause_reasons`.
 */
export interface PauseRoom {
  command_id: string;
  version: number;
  minutes: number;
  reason: string;
}

/**
 * "They answered": `called > connecting > in_call` by telephone.
 */
export interface PhoneAnswered {
  command_id: string;
  version: number;
}

/**
 * "No answer": `called > absent`, or `no_show` from the second call on.
 */
export interface PhoneNoAnswer {
  command_id: string;
  version: number;
}

/**
 * `waiting > postponed`, the seniority kept: until a time, or until so many others were called. Exactly one of both.
 */
export interface Postpone {
  command_id: string;
  version: number;
  not_before?: string | null;
  let_pass?: number | null;
}

/**
 * The citizen will be attended by telephone: at this number, or without one at the number of the contact.
 */
export interface PreferPhone {
  command_id: string;
  version: number;
  telephone?: string;
}

/**
 * The citizen will be attended by video after all; until the call is answered.
 */
export interface PreferVideo {
  command_id: string;
  version: number;
}

/**
 * Asks what moving these people to that department would lead to. Changes nothing; answered with `MovePreview`.
 */
export interface PreviewMove {
  tickets: SeenTicket[];
  department: string;
}

/**
 * `called | absent > waiting`, with the seniority that the ticket always had.
 */
export interface PutBack {
  command_id: string;
  version: number;
  ticket_id: string;
}

/**
 * Whoever waits comes first in their queue; `version` is the ticket's, `reason` one of `priority_reasons`.
 */
export interface PutFirst {
  command_id: string;
  version: number;
  ticket_id: string;
  reason: string;
}

/**
 * How the citizen was served, from 1 to 5; within the same 48 hours, and can be changed.
 */
export interface RateVisit {
  command_id: string;
  rating: number;
}

/**
 * Asks for the case that the person of the call came to talk about.
 */
export interface ReadCase {
  ticket_id: string;
}

/**
 * A moderator reads what this person and the moderators wrote; answered with `ChatOut`. It counts as read from then on.
 */
export interface ReadChat {
  ticket_id: string;
}

/**
 * Asks for those who wait further back, behind the first `after`.
 */
export interface ReadWaiting {
  after: number;
}

/**
 * Calls one who did not answer into this room: `absent > called`. `version` is the ticket's.
 */
export interface Recall {
  command_id: string;
  version: number;
  ticket_id: string;
  room_id: number;
}

/**
 * `wrap_up > served`. Until it is recorded the room calls nobody. `due`: becomes a next step with this date.
 */
export interface RecordOutcome {
  command_id: string;
  version: number;
  outcome: "resolved_immediately" | "in_process";
  disposition: string;
  due?: string | null;
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
 * The citizen reports the conduct of the official of their last call. `reason` is one of `conduct_reasons`.
 */
export interface ReportConduct {
  command_id: string;
  reason: string;
  text?: string;
}

/**
 * `postponed > waiting` before its time.
 */
export interface Resume {
  command_id: string;
  version: number;
}

/**
 * `paused > available`.
 */
export interface ResumeRoom {
  command_id: string;
  version: number;
}

/**
 * A moderator's review of a call that was ended for conduct; `note` is internal.
 */
export interface ReviewConduct {
  command_id: string;
  ending_id: string;
  review: "upheld" | "reversed";
  note?: string;
}

/**
 * The internal note of whom the room attends, or of one of `pending`; `seen` is the `version` of the note it was written
 * upon. Result: `note_version`.
 */
export interface SaveNote {
  command_id: string;
  ticket_id: string;
  seen: number;
  note: string;
}

/**
 * "I am ready": `ready_check > waiting`, ready; also before or after the question, while in the queue.
 */
export interface SayReady {
  command_id: string;
  version: number;
}

/**
 * "Was your matter resolved?" A no within 48 hours opens the attention again, as in process. `why`, and more of it in `text`:
 * why not, said with the no or after it.
 */
export interface SayResolved {
  command_id: string;
  resolved: boolean;
  why?: "not_done" | "partly" | "unclear" | "disagree" | "other" | null;
  text?: string;
}

/**
 * A ticket at the version that the moderator saw.
 */
export interface SeenTicket {
  ticket_id: string;
  version: number;
}

/**
 * The director frees an assistant's seat.
 */
export interface SendAway {
  command_id: string;
  staff_id: number;
}

/**
 * How many may wait in a queue; `None` for the general limit. `version` is its `state_version`.
 */
export interface SetCap {
  command_id: string;
  version: number;
  department: string;
  cap: number | null;
}

/**
 * What the visit may cost: everything, a smaller picture both ways, or voice alone. At any time, and back.
 */
export interface SetDataMode {
  command_id: string;
  mode: "normal" | "low" | "voice";
}

/**
 * Whether an interpreter is there today.
 */
export interface SetInterpreter {
  command_id: string;
  code: string;
  present: boolean;
}

/**
 * Opens, pauses, resumes or drains a queue; `version` is its `state_version`. Pausing needs a reason and may say until when.
 */
export interface SetQueue {
  command_id: string;
  version: number;
  department: string;
  action: "open" | "pause" | "resume" | "drain";
  reason?: string | null;
  minutes?: number | null;
}

/**
 * Whether somebody attends or stands in from now on. `seen`: what the moderator saw them do.
 */
export interface SetRoster {
  command_id: string;
  staff_id: number;
  seen: "director" | "substitute" | "away";
  part: "director" | "substitute";
}

/**
 * From which queues a room calls; `version` is the room's.
 */
export interface SetServed {
  command_id: string;
  version: number;
  room_id: number;
  departments: string[];
}

/**
 * The director shows a screen to the others of the call, or no more.
 */
export interface ShareScreen {
  command_id: string;
  shared: boolean;
}

/**
 * The card of emergency numbers opens on the citizen's page.
 */
export interface ShowEmergency {
  command_id: string;
  ticket_id: string;
}

/**
 * An assistant sits down at a room of the own department.
 */
export interface TakeSeat {
  command_id: string;
  room_id: number;
}

/**
 * Cold transfer, from the call or after it: the citizen waits in the other queue at the seniority they have.
 * `note` is for the next director.
 */
export interface TransferCall {
  command_id: string;
  version: number;
  department: string;
  note?: string;
}

/**
 * Which of microphone and camera are off on this page now, because the person turned them off.
 */
export interface TurnOff {
  command_id: string;
  devices: ("microphone" | "camera")[];
}

/**
 * All that stands in the chat's field now, on the page of somebody who wants it read while they type it; empty: nothing any more.
 * The server hands it on in the clear and keeps nothing of it: pages that have each other's keys never say it.
 */
export interface Typing {
  call: string;
  text: string;
}

/**
 * Takes back, within a minute, the own move that was answered with this `move_id`.
 */
export interface UndoMove {
  command_id: string;
  move_id: string;
}

/**
 * `no_show > waiting`, with the seniority that the ticket always had.
 */
export interface UndoNoShow {
  command_id: string;
  version: number;
  ticket_id: string;
}

/**
 * Takes that back, within a minute: `first_id` is from its result.
 */
export interface UndoPutFirst {
  command_id: string;
  first_id: string;
}

/**
 * `on_hold > in_call`.
 */
export interface UnholdCall {
  command_id: string;
  version: number;
}

/**
 * Nobody is shown it any more.
 */
export interface WithdrawAnnouncement {
  command_id: string;
  announcement_id: number;
}

/**
 * `called > waiting`, same seniority.
 */
export interface WithdrawCall {
  command_id: string;
  version: number;
}

/**
 * That code is worth nothing any more.
 */
export interface WithdrawCode {
  command_id: string;
}

/**
 * It is taken back, by who made it or the mayor.
 */
export interface WithdrawCommitment {
  command_id: string;
  commitment_id: string;
}

/**
 * The director needs help no more.
 */
export interface WithdrawHelp {
  command_id: string;
}

/**
 * The host ends this invitation, or this guest's stay in the call; without `assist_id` that of the first one.
 */
export interface WithdrawInvitation {
  command_id: string;
  version: number;
  assist_id?: number | null;
}

/**
 * The mayor asks no more.
 */
export interface WithdrawKnock {
  command_id: string;
  version: number;
}

/**
 * Takes such a matter back while it has not begun.
 */
export interface WithdrawMatter {
  command_id: string;
  matter_id: string;
}

/**
 * Nobody of this queue is asked any more how they go on. Result: `withdrawn`.
 */
export interface WithdrawOffers {
  command_id: string;
  department: string;
}

/**
 * The citizen writes: to the moderators who help (`help`), or into the call (`call`). Result: `message_id`.
 */
export interface WriteChat {
  command_id: string;
  channel: "help" | "call";
  text: string;
}

/**
 * Staff write to the holder of this ticket: a director in the call, a moderator while the person waits.
 */
export interface WriteTo {
  command_id: string;
  ticket_id: string;
  text: string;
}

export interface CitizenSays {
  refresh: Refresh;
  media_offer: MediaOffer;
  call_keys: CallKeys;
  typing: Typing;
  freezes: Freezes;
  devices: Devices;
  set_data_mode: SetDataMode;
  pause_camera: PauseCamera;
  turn_off: TurnOff;
  accept: Accept;
  come_back: ComeBack;
  leave: Leave;
  hang_up: HangUp;
  say_ready: SayReady;
  need_minute: NeedMinute;
  postpone: Postpone;
  resume: Resume;
  check_in: CheckIn;
  prefer_phone: PreferPhone;
  prefer_video: PreferVideo;
  another_matter: AnotherMatter;
  withdraw_matter: WithdrawMatter;
  say_resolved: SayResolved;
  rate_visit: RateVisit;
  answer_offer: AnswerOffer;
  continue_elsewhere: ContinueElsewhere;
  withdraw_code: WithdrawCode;
  write_chat: WriteChat;
  answer_knock: AnswerKnock;
  answer_picture: AnswerPicture;
  end_stay: EndStay;
  invite_relative: InviteRelative;
  need_help: NeedHelp;
  help_over: HelpOver;
  report_conduct: ReportConduct;
}

export interface CitizenHears {
  view: CitizenView;
  line: LineNews;
  call_keys: CallKeysOut;
  typing: TypingOut;
}

export interface DirectorSays {
  refresh: Refresh;
  media_offer: MediaOffer;
  call_keys: CallKeys;
  typing: Typing;
  freezes: Freezes;
  turn_off: TurnOff;
  share_screen: ShareScreen;
  read_case: ReadCase;
  read_waiting: ReadWaiting;
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
  drain_room: DrainRoom;
  hold_call: HoldCall;
  unhold_call: UnholdCall;
  transfer_call: TransferCall;
  invite_director: InviteDirector;
  withdraw_invitation: WithdrawInvitation;
  answer_invitation: AnswerInvitation;
  answer_relative: AnswerRelative;
  leave_assist: LeaveAssist;
  hand_over: HandOver;
  let_go: LetGo;
  continue_by_phone: ContinueByPhone;
  back_to_video: BackToVideo;
  phone_answered: PhoneAnswered;
  phone_no_answer: PhoneNoAnswer;
  pass_on: PassOn;
  defer_outcome: DeferOutcome;
  complete_outcome: CompleteOutcome;
  continue_elsewhere: ContinueElsewhere;
  withdraw_code: WithdrawCode;
  write_to: WriteTo;
  answer_knock: AnswerKnock;
  make_commitment: MakeCommitment;
  complete_commitment: CompleteCommitment;
  withdraw_commitment: WithdrawCommitment;
  knock: Knock;
  withdraw_knock: WithdrawKnock;
  choose_lines: ChooseLines;
  declare_company: DeclareCompany;
  end_for_conduct: EndForConduct;
  ask_help: AskHelp;
  withdraw_help: WithdrawHelp;
  show_emergency: ShowEmergency;
  ask_picture: AskPicture;
  send_away: SendAway;
  save_note: SaveNote;
}

export interface DirectorHears {
  view: DirectorView;
  mayor: MayorView;
  quality: QualityOut;
  call_keys: CallKeysOut;
  typing: TypingOut;
}

export interface RelativeSays {
  refresh: Refresh;
  media_offer: MediaOffer;
  call_keys: CallKeys;
  freezes: Freezes;
  turn_off: TurnOff;
  leave_call: LeaveCall;
}

export interface RelativeHears {
  view: RelativeView;
  call_keys: CallKeysOut;
}

export interface AssistantSays {
  refresh: Refresh;
  add_next_step: AddNextStep;
  remove_next_step: RemoveNextStep;
  save_note: SaveNote;
  complete_outcome: CompleteOutcome;
  take_seat: TakeSeat;
  leave_seat: LeaveSeat;
}

export interface AssistantHears {
  seat: SeatView;
}

export interface ModeratorSays {
  refresh: Refresh;
  look_at: LookAt;
  preview_move: PreviewMove;
  move_tickets: MoveTickets;
  undo_move: UndoMove;
  put_first: PutFirst;
  undo_put_first: UndoPutFirst;
  put_back: PutBack;
  recall: Recall;
  undo_no_show: UndoNoShow;
  cancel_ticket: CancelTicket;
  set_queue: SetQueue;
  set_cap: SetCap;
  set_served: SetServed;
  set_interpreter: SetInterpreter;
  announce: Announce;
  extend_session: ExtendSession;
  withdraw_announcement: WithdrawAnnouncement;
  set_roster: SetRoster;
  director_away: DirectorAway;
  withdraw_offers: WithdrawOffers;
  write_to: WriteTo;
  read_chat: ReadChat;
  answer_help: AnswerHelp;
  close_help: CloseHelp;
  review_conduct: ReviewConduct;
}

export interface ModeratorHears {
  board: BoardView;
  queue: BoardQueueOut;
  interpreters: InterpretersOut;
  activity: ActivityOut;
  announcements: AnnouncementsOut;
  help: HelpListOut;
  conduct: ConductListOut;
}
