"""Answers, and pieces of more than one view."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from audiencia.core.errors import Code
from audiencia.queue.domain.call_members import MemberRole

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
CaseStateName = Literal["received", "assigned", "in_process", "answered", "concluded", "reopened"]

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
    """A place after a move. `before`: the place in the same queue before it, `None` for who comes into it."""

    number: str
    before: int | None
    place: int
    estimate: "EstimateOut | None"


class MovePreview(MessageOut):
    """Result of `preview_move`: who comes and who is passed, in the order of the queue; `passed` is how many are passed, also
    those who are not among the seats, and `nearer` how many come nearer to the front in the queues that are left.
    `known`: whether it can be said when anybody would be called there; else no seat has an estimate."""

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


class WrittenOut(MessageOut):
    """What somebody wrote. `damaged`: it does not open, and a sentence of the service stands in the place of its words."""

    damaged: bool = False


class StepOut(WrittenOut):
    """One next step, as handed over by the director."""

    step_id: UUID
    step: str
    requirement: str
    cost: str
    place: str
    due: date | None


class EstimateOut(MessageOut):
    """When the call will come, eight times of ten; in steps of minutes, so that it does not flicker."""

    low_at: datetime
    high_at: datetime


class CompanyOut(MessageOut):
    """Who is in a room beside the director: what they are, and how many."""

    code: str
    label: str
    count: int


class KnockOut(MessageOut):
    """Somebody knocks at the call. `role`: `asked`, to answer with `answer_knock`; or `visitor`, who waits for the answers.
    `director` and `department` are the other one's: who knocks, or at whose call. `answered`: the own answer was yes, and the
    other one is still waited for. To who knocks nothing of the answers is told."""

    knock_id: int
    role: Literal["asked", "visitor"]
    director: str
    department: str
    expires_at: datetime
    answered: bool


class CommitmentOut(WrittenOut):
    """What the citizen was promised: by whom, and until when."""

    commitment_id: UUID
    text: str
    owner: str
    due: date
    done: bool


class MatterOut(WrittenOut):
    """Another matter that the citizen brought up, and the department that attends it next."""

    matter_id: UUID
    department: str
    topic: str
    matter: str


class MediaOut(MessageOut):
    """`boot` of the media worker that answers now; `None` while none answers, or while a citizen's call is not near.
    `max_bitrate` in bit/s for the camera.
    `picture_first`: somebody in the call understands by the picture, as with sign language; it goes before the sound, and
    gets smaller rather than jerky."""

    boot: str | None
    max_bitrate: int
    picture_first: bool


class MemberOut(MessageOut):
    """Somebody in a call. `name` is empty for who reads it; `encrypts`: their page can, as it said when it connected last."""

    id: UUID
    role: MemberRole
    name: str
    encrypts: bool


class TalkOut(MessageOut):
    """Who is in the call, for pages that agree on its keys: from `called` on, not by telephone.
    `call` is another one for each call and after a hand-over, an `id` another one each time somebody comes in. `me`: who reads it."""

    call: UUID
    me: UUID
    members: list[MemberOut]


class CallKeysOut(MessageOut):
    """What the page of `sender` says about the keys of `call`, or under them."""

    call: UUID
    sender: UUID
    body: str


class TypingOut(MessageOut):
    """What stands now in the chat's field of `sender`, unsent; empty: nothing any more."""

    call: UUID
    sender: UUID
    text: str


class AnnouncementOut(WrittenOut):
    """What those who wait are told; it is shown until `until`."""

    id: int
    text: str
    made_at: datetime
    until: datetime


class QrOut(MessageOut):
    """A QR code: `path` of an SVG whose `viewBox` is `0 0 size size`."""

    size: int
    path: str


class DeviceCodeOut(MessageOut):
    """A one-time code for another device: eight letters, and the link and QR code that hold it; good until `expires_at`."""

    code: str
    link: str
    qr: QrOut
    expires_at: datetime


class ChatMessageOut(WrittenOut):
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


class PauseReasonOut(MessageOut):
    code: str
    label: str
