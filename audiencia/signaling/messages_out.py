"""What the server says: views and acknowledgements. TypeScript types are generated from here.

A citizen and a director get their whole small view (`view`) whenever it changed; a moderator gets the `board` once and
then each `queue` that changed. Times are ISO 8601 in UTC; `now` is the server's clock when the view was made, so that a
browser with a wrong clock still counts down rightly.
"""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from audiencia.errors import Code
from audiencia.queue.kinds import DeviceChoice, Medium, OutcomeName, QueueState

TicketState = Literal[
    "booked",
    "waiting",
    "ready_check",
    "postponed",
    "called",
    "connecting",
    "in_call",
    "on_hold",
    "reconnecting",
    "wrap_up",
    "outcome_pending",
    "absent",
    "no_show",
    "served",
    "left",
    "cancelled",
    "lapsed",
    "carried_over",
]
RoomState = Literal[
    "closed",
    "available",
    "reserved",
    "in_call",
    "on_hold",
    "wrap_up",
    "paused",
    "assisting",
    "draining",
    "disconnected",
]
SessionState = Literal["planned", "lobby", "open", "closing", "closed"]
Part = Literal["director", "substitute", "away"]


class MessageOut(BaseModel):
    """Base of all messages to clients."""

    model_config = ConfigDict(frozen=True)


class Problem(MessageOut):
    """A coded error with its text in the person's language."""

    code: Code
    message: str
    params: dict[str, str | int] = {}
    fields: dict[str, str] = {}


class Ack(MessageOut):
    """The answer to every event: `ok` with a result, or the problem and nothing was changed."""

    ok: bool
    result: dict[str, Any] = {}
    problem: Problem | None = None


class MediaAnswer(MessageOut):
    """Result of `media_offer`. `boot` names the media worker's run: when a view shows another one, offer again."""

    sdp: str
    boot: str


class PreviewSeatOut(MessageOut):
    """A place after a move. `before`: the place in the same line before it, `None` for who comes into it."""

    number: str
    before: int | None
    place: int
    estimate: "EstimateOut | None"


class MovePreview(MessageOut):
    """Result of `preview_move`: who comes and who is passed, in the order of the line; `passed` is how many are passed, also
    those who are not among the seats, and `nearer` how many come nearer to the front in the lines that are left.

    `known`: whether it can be said when anybody would be called there; else no seat has an estimate.
    """

    seats: list[PreviewSeatOut]
    passed: int
    nearer: int
    known: bool


class SessionOut(MessageOut):
    state: SessionState
    day: date
    opens_at: datetime
    closes_at: datetime
    demo: bool


class StepOut(MessageOut):
    """One next step, as handed over by the director."""

    step_id: UUID
    step: str
    requirement: str
    cost: str
    place: str
    due: date | None


class OutcomeOut(MessageOut):
    """How the attention ended, in the citizen's words. `follows` is what happens next."""

    outcome: OutcomeName
    label: str
    follows: str
    note: str
    recorded_at: datetime


class HistoryOut(MessageOut):
    """A thing that happened to the ticket, told without anything about other people."""

    at: datetime
    text: str


class SeatOut(MessageOut):
    """Somebody ahead in the picture of the line: only the public number, never a name."""

    number: str
    mine: bool


class EstimateOut(MessageOut):
    """When the call will come, eight times of ten; in steps of minutes, so that it does not flicker."""

    low_at: datetime
    high_at: datetime


class LineOut(MessageOut):
    """The line as the citizen sees it. `place` counts from 1; `seats` are the first ones of the line plus the own.

    `estimate` is `None` while no room is open, or while it is not known yet.
    """

    estimate: EstimateOut | None

    place: int
    ahead: int
    total: int
    seats: list[SeatOut]
    rooms_open: int
    rooms_busy: int


class CompanyOut(MessageOut):
    """Who is in a room beside the director: what they are, and how many."""

    code: str
    label: str
    count: int


class SecondOut(MessageOut):
    """The second director in a call, or who knocked and was let in: then `knock_id` is there, for `end_stay`."""

    director: str
    department: str
    knock_id: int | None
    company: list[CompanyOut]


class KnockOut(MessageOut):
    """Somebody knocks at the call. `role`: `asked`, to answer with `answer_knock`; or `visitor`, who waits for the answers.

    `director` and `department` are the other one's: who knocks, or at whose call. `answered`: the own answer was yes, and the
    other one is still waited for. To who knocks nothing of the answers is told.
    """

    knock_id: int
    role: Literal["asked", "visitor"]
    director: str
    department: str
    expires_at: datetime
    answered: bool


class CommitmentOut(MessageOut):
    """What the citizen was promised: by whom, and until when."""

    commitment_id: UUID
    text: str
    owner: str
    due: date
    done: bool


class OwnedCommitmentOut(CommitmentOut):
    """The same for who answers for it. `can_withdraw`: whoever looks may take it back."""

    folio: str
    overdue: bool
    can_withdraw: bool


class CallOut(MessageOut):
    """The call as the citizen sees it, from `called` to the end of `in_call`.

    `epoch` advances with each change of who is in which slot: the picture of a slot stays hidden from a new epoch until
    its first frame. `slots` maps a slot to who is in it ("director"). `company`: who is in the room with the director.
    `emergency_at`: when the director put the card of emergency numbers before the citizen.
    """

    director: str
    department: str
    answer_until: datetime | None
    epoch: int
    slots: dict[str, str]
    director_connected: bool
    minute_taken: bool
    second: SecondOut | None
    company: list[CompanyOut]
    emergency_at: datetime | None


class MatterOut(MessageOut):
    """Another matter that the citizen brought up, and the department that attends it next."""

    matter_id: UUID
    department: str
    topic: str
    matter: str


class WordOut(MessageOut):
    """ "Was your matter resolved?": what the citizen said, and until when it can be said."""

    resolved: bool | None
    until: datetime
    reopened: bool


class CitizenTicketOut(MessageOut):
    """The own ticket. `phone_ends`: the last two digits of the number that would be dialled; empty without one."""

    number: str
    state: TicketState
    version: int
    department: str
    department_slug: str
    topic: str
    joined_at: datetime
    devices: DeviceChoice
    calls: int
    preferential: bool
    ready: bool
    ready_until: datetime | None
    not_before: datetime | None
    let_pass: int | None
    medium: Medium
    phone_ends: str


class MediaOut(MessageOut):
    """`boot` of the media worker that answers now; `None` while none answers. `max_bitrate` in bit/s for the camera."""

    boot: str | None
    max_bitrate: int


class PauseOut(MessageOut):
    """A pause of a queue or a room: why, and until when as far as is known."""

    reason: str
    until: datetime | None


class AnnouncementOut(MessageOut):
    """What moderators tell those who wait; it is shown until `until`."""

    id: int
    text: str
    made_at: datetime
    until: datetime


class OfferedOut(MessageOut):
    """A department in which somebody can go on at once."""

    department: str
    department_slug: str
    waiting: int


class OfferOut(MessageOut):
    """The department cannot attend: why, and how the citizen can go on. `choice`: what was said, while it can be changed."""

    id: int
    explanation: str
    choice: Literal["wait", "telephone"] | None
    departments: list[OfferedOut]
    next_session: date


class QrOut(MessageOut):
    """A QR code: `path` of an SVG whose `viewBox` is `0 0 size size`."""

    size: int
    path: str


class DeviceCodeOut(MessageOut):
    """A one-time code for another device, and the link and QR code that hold it; good until `expires_at`."""

    code: str
    link: str
    qr: QrOut
    expires_at: datetime


class ChatMessageOut(MessageOut):
    """One message. `name` is empty for the citizen; `mine`: who reads it wrote it."""

    id: int
    who: Literal["citizen", "moderator", "director"]
    name: str
    mine: bool
    text: str
    at: datetime


class ChatOut(MessageOut):
    """What was written last, the oldest first: with moderators who help, or in this call."""

    channel: Literal["help", "call"]
    messages: list[ChatMessageOut]
    may_write: bool


class HelpOut(MessageOut):
    """The citizen asked for help; `answered`: somebody is coming."""

    reason: Literal["devices", "unwell", "unsafe"]
    answered: bool


class ConductOut(MessageOut):
    """The citizen's call was ended for conduct: why, and what a moderator's review found.

    `place_back`: the place can be taken back: with the time of arrival it had, today (`same_place`), or with preferential
    attention, at a later jornada (`priority`).
    """

    explanation: str
    ended_at: datetime
    review: Literal["upheld", "reversed"] | None
    place_back: Literal["same_place", "priority"] | None


class CitizenView(MessageOut):
    """All that a citizen's page shows, whole, with its version.

    `held_until`: until when a call that was cut off is held open. `matters_left`: how many more can be brought up.
    """

    version: int
    now: datetime
    session: SessionOut
    ticket: CitizenTicketOut
    queue_state: QueueState
    queue_pause: PauseOut | None
    folio: str
    pin: str
    line: LineOut | None
    call: CallOut | None
    history: list[HistoryOut]
    next_steps: list[StepOut]
    commitments: list[CommitmentOut]
    knock: KnockOut | None
    outcome: OutcomeOut | None
    matters: list[MatterOut]
    matters_left: int
    word: WordOut | None
    held_until: datetime | None
    announcements: list[AnnouncementOut]
    offer: OfferOut | None
    chat: ChatOut | None
    help: HelpOut | None
    conduct: ConductOut | None
    can_report: bool
    media: MediaOut


class WaitingOut(MessageOut):
    """One who waits, as the director sees it before calling: the matter, not the name."""

    ticket_id: UUID
    number: str
    state: TicketState
    version: int
    topic: str
    matter: str
    adjustments: list[str]
    joined_at: datetime
    connected: bool
    devices: DeviceChoice
    moved_here: bool
    place: int | None
    ready: bool
    preferential: bool
    needs: str | None
    unmet: list[str]
    calls: int
    medium: Medium


class LegNoteOut(MessageOut):
    """What an earlier director of the same attention left for the next one."""

    department: str
    note: str


class WorkingNoteOut(MessageOut):
    """The internal note while the result is not recorded. `by`: who saved it last; `version` 0: nobody has."""

    version: int
    text: str
    by: str | None


class CurrentOut(MessageOut):
    """The citizen whom the room attends now. The name and contact are shown from the call on.

    `phone` is the number to dial while they are attended by telephone, empty otherwise; `has_phone`: whether there is one.
    """

    ticket_id: UUID
    number: str
    state: TicketState
    folio: str
    name: str
    contact: str
    topic: str
    matter: str
    adjustments: list[str]
    since: datetime
    answer_until: datetime | None
    minute_taken: bool
    connected: bool
    devices: DeviceChoice
    next_steps: list[StepOut]
    commitments: list[CommitmentOut]
    matters: list[MatterOut]
    notes: list[LegNoteOut]
    held_until: datetime | None
    interpreter: str | None
    medium: Medium
    phone: str
    has_phone: bool
    note: WorkingNoteOut
    emergency_at: datetime | None


class AssistOut(MessageOut):
    """A call of three, or the invitation to it. `role` of this room: `host` or `guest`. `epoch` and `slots` are the call's.
    `kind`: the guest was invited, or knocked and was let in.

    `number`, `topic` and `matter` tell the guest whom it is about; the name is shown once they have joined.
    """

    ticket_id: UUID
    role: Literal["host", "guest"]
    kind: Literal["invited", "knock"]
    joined: bool
    director: str
    department: str
    expires_at: datetime
    number: str
    topic: str
    matter: str
    name: str
    epoch: int
    slots: dict[str, str]


class PendingOut(MessageOut):
    """An attention whose result was left for later."""

    ticket_id: UUID
    number: str
    version: int
    topic: str
    matter: str
    name: str
    ended_at: datetime
    note: WorkingNoteOut


class TargetOut(MessageOut):
    """Another department, for transfers; `rooms_free` directors could join a call now."""

    department: str
    department_slug: str
    state: QueueState
    rooms_free: int
    waiting: int


class PauseReasonOut(MessageOut):
    code: str
    label: str


class ChoiceOut(MessageOut):
    """Something to choose, by its code."""

    code: str
    label: str


class AssistantOut(MessageOut):
    """Who assists at the room. `connected`: whether their page is there."""

    staff_id: int
    name: str
    connected: bool


class DispositionOut(MessageOut):
    code: str
    outcome: OutcomeName
    label: str


class RoomOut(MessageOut):
    state: RoomState
    version: int
    epoch: int
    slots: dict[str, str]
    paused_until: datetime | None
    paused_reason: str | None
    draining: bool
    serves: list[str]
    company: list[CompanyOut] | None
    told: list[CompanyOut]


class TodayOut(MessageOut):
    """The director's own figures of the session."""

    attended: int
    resolved_immediately: int
    in_process: int


class DirectorView(MessageOut):
    """All that a director's console shows, whole, with its version."""

    version: int
    now: datetime
    session: SessionOut
    department: str
    director: str
    room: RoomOut
    current: CurrentOut | None
    waiting: list[WaitingOut]
    absent: list[WaitingOut]
    assist: AssistOut | None
    knock: KnockOut | None
    commitments: list[OwnedCommitmentOut]
    pending: list[PendingOut]
    targets: list[TargetOut]
    queue_state: QueueState
    dispositions: list[DispositionOut]
    pause_reasons: list[PauseReasonOut]
    company_choices: list[ChoiceOut]
    conduct_reasons: list[ChoiceOut]
    assistants: list[AssistantOut]
    help: Literal["asked", "coming"] | None
    today: TodayOut
    part: Part
    chat: ChatOut | None
    media: MediaOut


class RunningCallOut(MessageOut):
    """A call that the mayor can knock at; nothing about the citizen."""

    room_id: int
    department: str
    director: str
    since: datetime


class MayorLineOut(MessageOut):
    """A line that the mayor's room can call from; `served`: it does."""

    department: str
    department_slug: str
    state: QueueState
    waiting: int
    served: bool


class MayorView(MessageOut):
    """What the mayor sees besides the own room (event `mayor`): whole, whenever it changed."""

    now: datetime
    calls: list[RunningCallOut]
    lines: list[MayorLineOut]
    commitments: list[OwnedCommitmentOut]


class DeskOut(MessageOut):
    """A room that an assistant may sit at."""

    room_id: int
    director: str
    department: str
    state: RoomState


class AssistedOut(MessageOut):
    """The room where an assistant sits: whom it attends, and what is owed. No contact, and none of what others left as notes.

    `pending`: the results that were left for later, for `complete_outcome`.
    """

    room_id: int
    director: str
    department: str
    state: RoomState
    director_connected: bool
    current: CurrentOut | None
    pending: list[PendingOut]
    dispositions: list[DispositionOut]


class SeatView(MessageOut):
    """All that an assistant's page shows, whole (event `seat`)."""

    version: int
    now: datetime
    name: str
    desks: list[DeskOut]
    room: AssistedOut | None


class BoardTicketOut(MessageOut):
    """A ticket on the moderator's board: number, topic and state, nothing personal."""

    ticket_id: UUID
    number: str
    state: TicketState
    version: int
    topic: str
    joined_at: datetime
    connected: bool
    place: int | None
    moved_here: bool
    ready: bool
    preferential: bool
    calls: int
    unread: int
    estimate: EstimateOut | None
    medium: Medium
    offer: Literal["asked", "wait"] | None


class BoardRoomOut(MessageOut):
    room_id: int
    version: int
    draining: bool
    serves: list[str]
    paused_until: datetime | None
    paused_reason: str | None
    interpreter: str | None
    director: str
    state: RoomState
    connected: bool
    number: str | None
    since: datetime | None


class BoardMemberOut(MessageOut):
    """Somebody of the line's department today. `reason`: why they are away; `connected`: whether their console is open."""

    staff_id: int
    name: str
    part: Part
    reason: str | None
    room_id: int | None
    connected: bool


class BoardOffersOut(MessageOut):
    """How many were asked how they go on, and what they chose; `open`: who has said nothing and still waits."""

    asked: int
    open: int
    wait: int
    department: int
    next_session: int
    telephone: int


class BoardQueueOut(MessageOut):
    """One queue of the board, whole, with its version (event `queue`).

    `state_version` advances with state, pause and cap alone: commands about the queue carry it.
    """

    version: int
    state_version: int
    now: datetime
    department: str
    department_slug: str
    prefix: str
    state: QueueState
    tickets: list[BoardTicketOut]
    rooms: list[BoardRoomOut]
    attended: int
    paused_until: datetime | None
    paused_reason: str | None
    cap: int
    late: bool
    """Whether who joins now would probably not be attended before closing: nobody is admitted then."""
    pending: int
    """Attentions whose result is still owed."""
    unmet: list[str]
    """Interpreters whom people of this line asked for and the municipality has not: they are called without."""
    roster: list[BoardMemberOut]
    offers: BoardOffersOut | None
    """What people of this line are offered, while somebody is asked."""


class InterpreterOut(MessageOut):
    code: str
    name: str
    helps_with: str
    present: bool
    busy: bool


class MoveReasonOut(MessageOut):
    code: str
    label: str
    explanation: str


class BoardView(MessageOut):
    """The moderator's board at connect or refresh (event `board`)."""

    now: datetime
    session: SessionOut
    queues: list[BoardQueueOut]
    move_reasons: list[MoveReasonOut]
    priority_reasons: list[MoveReasonOut]
    pause_reasons: list[PauseReasonOut]
    away_reasons: list[MoveReasonOut]


class InterpretersOut(MessageOut):
    """Who interprets today (event `interpreters`), after the board and whenever it changed."""

    interpreters: list[InterpreterOut]


class BoardAnnouncementOut(AnnouncementOut):
    """One that is shown now. `department`: of whose line, `None` for all lines; `by`: who made it."""

    department: str | None
    number: str | None
    by: str


class AnnouncementsOut(MessageOut):
    """All announcements that are shown now, the newest first."""

    announcements: list[BoardAnnouncementOut]


class HelpEntryOut(MessageOut):
    """Somebody asks for help: a director, silently (`room_id`), or a citizen (`ticket_id`). `answered_by`: who said that
    somebody is coming.
    """

    id: int
    reason: Literal["silent", "devices", "unwell", "unsafe"]
    asked_at: datetime
    department: str
    department_slug: str
    room_id: int | None
    director: str | None
    ticket_id: UUID | None
    number: str | None
    answered_by: str | None


class HelpListOut(MessageOut):
    """Who asks for help now, the longest first (event `help`)."""

    entries: list[HelpEntryOut]


class ConductEndingOut(MessageOut):
    """A call that was ended for conduct. `review` is null while no moderator has looked at it."""

    ending_id: UUID
    number: str
    department: str
    department_slug: str
    reason: str
    ended_at: datetime
    review: Literal["upheld", "reversed"] | None
    reviewed_by: str | None


class ConductListOut(MessageOut):
    """The jornada's endings for conduct, with those of earlier ones that nobody reviewed, the newest first (event `conduct`).

    `reports`: how often citizens reported an official in this jornada; what they say is for others to read.
    """

    endings: list[ConductEndingOut]
    reports: int


class ActivityEntryOut(MessageOut):
    """Something that happened. `by`: the member of staff who did it; `None` for citizens and for what time brought about.

    `medium`: how the person it is about is attended; `None` when it is about nobody.
    """

    id: int
    at: datetime
    text: str
    by: str | None
    medium: Medium | None


class ActivityOut(MessageOut):
    """What happened last in the jornada, the newest first."""

    entries: list[ActivityEntryOut]


CITIZEN_OUT: dict[str, type[MessageOut]] = {"view": CitizenView}
DIRECTOR_OUT: dict[str, type[MessageOut]] = {"view": DirectorView, "mayor": MayorView, "seat": SeatView}
MODERATOR_OUT: dict[str, type[MessageOut]] = {
    "board": BoardView,
    "queue": BoardQueueOut,
    "interpreters": InterpretersOut,
    "activity": ActivityOut,
    "announcements": AnnouncementsOut,
    "help": HelpListOut,
    "conduct": ConductListOut,
}
