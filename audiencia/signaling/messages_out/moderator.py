"""What the moderator's board is shown."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from audiencia.queue.domain.kinds import Medium, QueueState
from audiencia.signaling.messages_out import shared


class BoardTicketOut(shared.MessageOut):
    """A ticket on the moderator's board: number, topic and state, nothing personal. `booked_for`: when the window begins that its person
    booked, while they have not checked in. `same_contact`: other numbers of the queue with the same telephone or e-mail."""

    ticket_id: UUID
    number: str
    state: shared.TicketState
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
    estimate: shared.EstimateOut | None
    medium: Medium
    offer: Literal["asked", "wait"] | None
    booked_for: datetime | None
    same_contact: list[str]


class BoardRoomOut(shared.MessageOut):
    room_id: int
    version: int
    draining: bool
    serves: list[str]
    paused_until: datetime | None
    paused_reason: str | None
    interpreter: str | None
    director: str
    state: shared.RoomState
    connected: bool
    number: str | None
    since: datetime | None
    poor_line: bool


class BoardMemberOut(shared.MessageOut):
    """Somebody of the queue's department today. `reason`: why they are away; `connected`: whether their console is open."""

    staff_id: int
    name: str
    part: shared.Part
    reason: str | None
    room_id: int | None
    connected: bool


class BoardOffersOut(shared.MessageOut):
    """How many were asked how they go on, and what they chose; `open`: who has said nothing and still waits."""

    asked: int
    open: int
    wait: int
    department: int
    next_session: int
    telephone: int


class LongestOut(shared.MessageOut):
    """Who of a queue has waited longest."""

    number: str
    joined_at: datetime


class BoardQueueOut(shared.MessageOut):
    """One queue of the board, with its version (event `queue`). Of a long queue `tickets` are some: see docs/protocol.md.
    `state_version` advances with state, pause and cap alone: commands about the queue carry it."""

    version: int
    state_version: int
    now: datetime
    department: str
    department_slug: str
    prefix: str
    by_rule: bool
    state: QueueState
    tickets: list[BoardTicketOut]
    whole: bool  # Whether all are shown, also when nobody is looked for or kept.
    hidden: int  # How many are not in `tickets`; who was attended or left is not counted.
    found: int  # How many of the whole queue are looked for; 0 when nobody is.
    waiting: int  # How many of the whole queue nobody has called yet.
    booked: int  # How many of the whole queue booked an hour and have not come.
    longest: LongestOut | None
    rooms: list[BoardRoomOut]
    attended: int
    paused_until: datetime | None
    paused_reason: str | None
    cap: int
    late: bool  # Whether who joins now would probably not be attended before closing: nobody is admitted then.
    pending: int  # Attentions whose result is still owed.
    unmet: list[str]
    """Interpreters whom people of this queue asked for and the municipality has not: they are called without."""
    roster: list[BoardMemberOut]
    offers: BoardOffersOut | None  # What people of this queue are offered, while somebody is asked.


class InterpreterOut(shared.MessageOut):
    code: str
    name: str
    helps_with: str
    present: bool
    busy: bool


class MoveReasonOut(shared.MessageOut):
    code: str
    label: str
    explanation: str


class BoardView(shared.MessageOut):
    """The moderator's board at connect or refresh (event `board`)."""

    now: datetime
    session: shared.SessionOut
    queues: list[BoardQueueOut]
    move_reasons: list[MoveReasonOut]
    priority_reasons: list[MoveReasonOut]
    pause_reasons: list[shared.PauseReasonOut]
    away_reasons: list[MoveReasonOut]


class InterpretersOut(shared.MessageOut):
    """Who interprets today (event `interpreters`), after the board and whenever it changed."""

    interpreters: list[InterpreterOut]


class BoardAnnouncementOut(shared.AnnouncementOut):
    """One that is shown now. `department`: of whose queue, `None` for all queues; `by`: who made it. `standing`: in administration,
    where it is withdrawn."""

    department: str | None
    number: str | None
    by: str
    standing: bool


class AnnouncementsOut(shared.MessageOut):
    """All announcements that are shown now, the newest first."""

    announcements: list[BoardAnnouncementOut]


class HelpEntryOut(shared.MessageOut):
    """Somebody asks for help: a director, silently (`room_id`), or a citizen (`ticket_id`). `answered_by`: who said that
    somebody is coming."""

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


class HelpListOut(shared.MessageOut):
    """Who asks for help now, the longest first (event `help`)."""

    entries: list[HelpEntryOut]


class ConductEndingOut(shared.MessageOut):
    """A call that was ended for conduct. `review` is null while no moderator has looked at it."""

    ending_id: UUID
    number: str
    department: str
    department_slug: str
    reason: str
    ended_at: datetime
    review: Literal["upheld", "reversed"] | None
    reviewed_by: str | None


class ConductListOut(shared.MessageOut):
    """The jornada's endings for conduct, with those of earlier ones that nobody reviewed, the newest first (event `conduct`).
    `reports`: how often citizens reported an official in this jornada; what they say is sealed, and shown by no page of staff."""

    endings: list[ConductEndingOut]
    reports: int


class ActivityEntryOut(shared.MessageOut):
    """Something that happened. `by`: the member of staff who did it; `None` for citizens and for what time brought about.
    `medium`: how the person it is about is attended; `None` when it is about nobody."""

    id: int
    at: datetime
    text: str
    by: str | None
    medium: Medium | None


class ActivityOut(shared.MessageOut):
    """What happened last in the jornada, the newest first."""

    entries: list[ActivityEntryOut]


MODERATOR_OUT: dict[str, type[shared.MessageOut]] = {
    "board": BoardView,
    "queue": BoardQueueOut,
    "interpreters": InterpretersOut,
    "activity": ActivityOut,
    "announcements": AnnouncementsOut,
    "help": HelpListOut,
    "conduct": ConductListOut,
}
