"""What a director's console is shown."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from audiencia.media.worker.grades import Cause, Grade
from audiencia.queue.domain.kinds import DataMode, Device, DeviceChoice, Medium, OutcomeName, PictureState, QueueState
from audiencia.signaling.messages_out import shared


class OwnedCommitmentOut(shared.CommitmentOut):
    """A commitment, for whoever answers for it. `can_withdraw`: whoever looks may take it back."""

    folio: str
    overdue: bool
    can_withdraw: bool


Damaged = Literal["name", "contact", "matter", "guardian", "adjustments"]


class PersonOut(shared.MessageOut):
    """Somebody with what is sealed of them. `damaged`: fields that do not open. Of a matter a sentence of the service stands in its place,
    the others are empty."""

    damaged: tuple[Damaged, ...] = ()


class WaitingOut(PersonOut):
    """One who waits, as the director sees it before calling: the matter, not the name."""

    ticket_id: UUID
    number: str
    state: shared.TicketState
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


class LegNoteOut(shared.WrittenOut):
    """What an earlier director of the same attention left for the next one."""

    department: str
    note: str


class CaseOut(shared.MessageOut):
    """A case that the citizen of the call came to talk about. `topic` and `answer` are empty where there is none, `matter` and
    `answer` are null when they do not open. `withdrawn`: no answer is wanted any more."""

    folio: str
    state: shared.CaseStateName
    withdrawn: bool
    department: str
    topic: str
    subject: str
    matter: str | None
    received_on: date
    due_on: date
    answered_at: datetime | None
    answer: str | None


class WorkingNoteOut(shared.MessageOut):
    """The internal note while the result is not recorded. `by`: who saved it last; `version` 0: nobody has. `damaged`: what was saved
    does not open, `text` is empty, and the next one is saved upon `version` all the same."""

    version: int
    text: str
    by: str | None
    damaged: bool = False


class StepTemplateOut(shared.MessageOut):
    """A next step that the municipality keeps ready: `label` in the list, the rest as `add_next_step` takes it."""

    code: str
    label: str
    step: str
    requirement: str
    cost: str
    place: str


class NoteTemplateOut(shared.MessageOut):
    """A text that an internal note can begin with."""

    code: str
    label: str
    text: str


class CurrentOut(PersonOut):
    """The citizen whom the room attends now. The name and contact are shown from the call on.
    `phone` is the number to dial while they are attended by telephone, empty otherwise; `has_phone`: whether there is one.
    `about_folio`: of the case that they came to talk about, empty without one: `read_case` gives what is in it.
    `guardian`: the mother, father or guardian who authorises it for a minor; empty for an adult."""

    ticket_id: UUID
    number: str
    state: shared.TicketState
    folio: str
    name: str
    contact: str
    topic: str
    matter: str
    guardian: str
    adjustments: list[str]
    since: datetime
    answer_until: datetime | None
    minute_taken: bool
    connected: bool
    devices: DeviceChoice
    data_mode: DataMode
    camera_paused: bool
    turned_off: list[Device]
    next_steps: list[shared.StepOut]
    commitments: list[shared.CommitmentOut]
    matters: list[shared.MatterOut]
    notes: list[LegNoteOut]
    held_until: datetime | None
    interpreter: str | None
    medium: Medium
    phone: str
    has_phone: bool
    note: WorkingNoteOut
    emergency_at: datetime | None
    picture: PictureState | None
    about_folio: str
    step_templates: list[StepTemplateOut]
    note_templates: list[NoteTemplateOut]


class AssistOut(PersonOut):
    """A call with a guest, or the invitation to it. `role` of this room: `host` or `guest`; of a host's guests it is the one who
    came in first, or was asked first. `epoch` and `slots` are the call's. `kind`: the guest was invited, knocked
    and was let in, or came by a link of the citizen: then `director` is the name that they gave, and `department` is empty;
    `signs`: they interpret in sign language.
    `number`, `topic` and `matter` tell the guest whom it is about; the name is shown once they have joined."""

    assist_id: int
    ticket_id: UUID
    role: Literal["host", "guest"]
    kind: Literal["invited", "knock", "relative"]
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
    turned_off: list[Device]
    citizen_turned_off: list[Device]
    signs: bool = False


class GuestOut(shared.MessageOut):
    """Another guest in the call, or, for its host, somebody more who was asked into it. `signs`: as of `AssistOut`."""

    assist_id: int
    kind: Literal["invited", "knock", "relative"]
    joined: bool
    director: str
    department: str
    expires_at: datetime
    turned_off: list[Device]
    signs: bool = False


class WaitsOut(shared.MessageOut):
    """Somebody of the citizen's trust asks to come in, by the name that the citizen gave; `signs`: to interpret in sign language."""

    relative_id: int
    name: str
    signs: bool = False
    expires_at: datetime


class PendingOut(PersonOut):
    """An attention whose result was left for later."""

    ticket_id: UUID
    number: str
    version: int
    topic: str
    matter: str
    name: str
    ended_at: datetime
    note: WorkingNoteOut


class TargetOut(shared.MessageOut):
    """Another department, for transfers; `rooms_free` directors could join a call now."""

    department: str
    department_slug: str
    state: QueueState
    rooms_free: int
    waiting: int


class ChoiceOut(shared.MessageOut):
    """Something to choose, by its code."""

    code: str
    label: str


class AssistantOut(shared.MessageOut):
    """Who assists at the room. `connected`: whether their page is there."""

    staff_id: int
    name: str
    connected: bool


class DispositionOut(shared.MessageOut):
    """A kind of answer. `needs_date`: a next step must have the date that it promises."""

    code: str
    outcome: OutcomeName
    label: str
    needs_date: bool


class RoomOut(shared.MessageOut):
    state: shared.RoomState
    version: int
    epoch: int
    slots: dict[str, str]
    paused_until: datetime | None
    paused_reason: str | None
    draining: bool
    serves: list[str]
    company: list[shared.CompanyOut] | None
    told: list[shared.CompanyOut]
    turned_off: list[Device]
    shares_screen: bool


class TodayOut(shared.MessageOut):
    """The director's own figures of the session."""

    attended: int
    resolved_immediately: int
    in_process: int


class WaitingPart(shared.MessageOut):
    """A part of those who wait, in the order of calls, as it was at `now`; of `total` in all."""

    waiting: list[WaitingOut]
    total: int
    now: datetime


class DirectorView(shared.MessageOut):
    """All that a director's console shows, whole, with its version. `next_ticket`: whom `call_next` would call now. `waiting`: the
    front of the queue, and whoever would be called now; of `waiting_total` in all (`read_waiting` tells of the others). `further`: the
    guests of the call besides the one in `assist`, in the order in which they came in. `relative`: who asks to be let in."""

    version: int
    now: datetime
    session: shared.SessionOut
    department: str
    director: str
    room: RoomOut
    current: CurrentOut | None
    waiting: list[WaitingOut]
    waiting_total: int
    next_ticket: UUID | None
    absent: list[WaitingOut]
    assist: AssistOut | None
    further: list[GuestOut]
    relative: WaitsOut | None
    talk: shared.TalkOut | None
    knock: shared.KnockOut | None
    commitments: list[OwnedCommitmentOut]
    pending: list[PendingOut]
    targets: list[TargetOut]
    queue_state: QueueState
    dispositions: list[DispositionOut]
    pause_reasons: list[shared.PauseReasonOut]
    company_choices: list[ChoiceOut]
    conduct_reasons: list[ChoiceOut]
    assistants: list[AssistantOut]
    help: Literal["asked", "coming"] | None
    today: TodayOut
    part: shared.Part
    chat: shared.ChatOut | None
    media: shared.MediaOut


class RunningCallOut(shared.MessageOut):
    """A call that the mayor can knock at; nothing about the citizen."""

    room_id: int
    department: str
    director: str
    since: datetime


class MayorLineOut(shared.MessageOut):
    """A queue that the mayor's room can call from; `served`: it does."""

    department: str
    department_slug: str
    state: QueueState
    waiting: int
    served: bool


class MayorView(shared.MessageOut):
    """What the mayor sees besides the own room (event `mayor`): whole, whenever it changed."""

    now: datetime
    calls: list[RunningCallOut]
    lines: list[MayorLineOut]
    commitments: list[OwnedCommitmentOut]


class LineQualityOut(shared.MessageOut):
    """How the line of one of those in the call fares, over the last seconds; `up` is what they send. None: not known.
    `grade` is None while it is being measured. `lasting`: it has been poor for so long that something should be done; `cause` is
    what of it is worst. Losses in percent, jitter and round trip in milliseconds, rates in kbit/s. `freezes` and `frozen_seconds`
    count the pictures that stood still on this person's screen since the call began."""

    who: Literal["citizen", "self", "other"]
    grade: Grade | None
    cause: Cause | None
    lasting: bool
    loss_up: float | None
    loss_down: float | None
    jitter_up: int | None
    jitter_down: int | None
    round_trip: int | None
    rate_up: int | None
    rate_down: int | None
    freezes: int
    frozen_seconds: int


class QualityOut(shared.MessageOut):
    """The lines of all who are in the call, the citizen's first; none without a call."""

    lines: list[LineQualityOut]


DIRECTOR_OUT: dict[str, type[shared.MessageOut]] = {
    "view": DirectorView,
    "mayor": MayorView,
    "quality": QualityOut,
    "call_keys": shared.CallKeysOut,
    "typing": shared.TypingOut,
}
