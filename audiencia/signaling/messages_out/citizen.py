"""What a citizen is shown."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from audiencia.queue.domain.kinds import DataMode, Device, DeviceChoice, Medium, OutcomeName, PictureState, QueueState
from audiencia.signaling.messages_out import shared


class OutcomeOut(shared.WrittenOut):
    """How the attention ended, in the citizen's words. `follows` is what happens next."""

    outcome: OutcomeName
    label: str
    follows: str
    note: str
    recorded_at: datetime


class HistoryOut(shared.MessageOut):
    """A thing that happened to the ticket, told without anything about other people."""

    at: datetime
    text: str


class LineOut(shared.MessageOut):
    """The queue as the citizen sees it. `place` counts from 1; `front` are the public numbers of the first ones, never a name.
    `estimate` is `None` while no room is open, or while it is not known yet."""

    estimate: shared.EstimateOut | None

    place: int
    front: list[str]
    rooms_open: int
    rooms_busy: int


class LineNews(shared.MessageOut):
    """The queue of the last view, in which nothing else but `version` and `now` is new, and `history`: by what its own one grew. Everybody
    who waits is sent one with each call."""

    version: int
    line: LineOut
    history: list[HistoryOut] = Field(default_factory=list)


class SecondOut(shared.MessageOut):
    """A guest in a call: another director, or who knocked and was let in, or somebody whom the citizen asked: of these two `knock_id` is
    there, for `end_stay`. Of who the citizen asked, `director` is the name that they gave, and `department` is empty; `signs`: they
    interpret in sign language."""

    director: str
    department: str
    knock_id: int | None
    company: list[shared.CompanyOut]
    turned_off: list[Device]
    signs: bool = False


class RelativeOut(shared.MessageOut):
    """Whom the citizen asked into the call and who is not in it yet: `waits` once they took up the link. `relative_id`: for `end_stay`."""

    relative_id: int
    name: str
    waits: bool
    expires_at: datetime


class CallOut(shared.MessageOut):
    """The call as the citizen sees it, from `called` to the end of `in_call`.
    `epoch` advances with each change of who is in which slot: the picture of a slot stays hidden from a new epoch until its first frame.
    `slots` maps a slot to who is in it ("director"). `second`: the guest who came in first, `further` those after that one, in their
    order ("third", "fourth", "fifth" in `slots`). `relative`: whom the citizen asked and who is not there yet. `company`: who is in the
    room with the director. `emergency_at`: when the director put the card of emergency numbers before the citizen. `picture`: whether one
    of what the citizen shows may be taken for the case."""

    director: str
    department: str
    answer_until: datetime | None
    epoch: int
    slots: dict[str, str]
    director_connected: bool
    minute_taken: bool
    second: SecondOut | None
    further: list[SecondOut]
    relative: RelativeOut | None
    company: list[shared.CompanyOut]
    turned_off: list[Device]
    emergency_at: datetime | None
    picture: PictureState | None


class WordOut(shared.MessageOut):
    """ "Was your matter resolved?": what the citizen said, why not, and until when it can be said. `rating`: how they were served,
    from 1 to 5. `kept`: what is being written may be kept on the device; nothing of a complaint about public servants is."""

    resolved: bool | None
    why: Literal["not_done", "partly", "unclear", "disagree", "other"] | None
    rating: int | None
    until: datetime
    reopened: bool
    kept: bool


class CitizenTicketOut(shared.MessageOut):
    """The own ticket. `phone_ends`: the last two digits of the number that would be dialled; empty without one. `chose_next`: it is
    `carried_over` because the citizen chose the next jornada."""

    number: str
    state: shared.TicketState
    version: int
    department: str
    department_slug: str
    topic: str
    joined_at: datetime
    devices: DeviceChoice
    data_mode: DataMode
    camera_paused: bool
    turned_off: list[Device]
    calls: int
    preferential: bool
    ready: bool
    ready_until: datetime | None
    not_before: datetime | None
    let_pass: int | None
    medium: Medium
    phone_ends: str
    chose_next: bool


class BookingOut(shared.MessageOut):
    """The appointment of a number that was booked. `check_in_at`: from when the person checks in; `lapses_at`: until when it
    waits for them, but for as long as it takes while the service's clock is doubted (`clock_doubted`). `called_off`: why its day is not
    held, empty while it is. `held_after_all`: it is, but had been called off, and the place was given back."""

    starts_at: datetime
    ends_at: datetime
    check_in_at: datetime
    lapses_at: datetime
    clock_doubted: bool
    called_off: str
    held_after_all: bool


class PauseOut(shared.MessageOut):
    """A pause of a queue or a room: why, and until when as far as is known."""

    reason: str
    until: datetime | None


class OfferedOut(shared.MessageOut):
    """A department in which somebody can go on at once."""

    department: str
    department_slug: str
    waiting: int


class OfferOut(shared.MessageOut):
    """The department cannot attend: why, and how the citizen can go on. `choice`: what was said, while it can be changed."""

    id: int
    explanation: str
    choice: Literal["wait", "telephone"] | None
    departments: list[OfferedOut]
    next_session: date


class HelpOut(shared.MessageOut):
    """The citizen asked for help; `answered`: somebody is coming."""

    reason: Literal["devices", "unwell", "unsafe"]
    answered: bool


class ConductOut(shared.MessageOut):
    """The citizen's call was ended for conduct: why, and what a moderator's review found.
    `place_back`: the place can be taken back: with the time of arrival it had, today (`same_place`), or with preferential
    attention, at a later jornada (`priority`)."""

    explanation: str
    ended_at: datetime
    review: Literal["upheld", "reversed"] | None
    place_back: Literal["same_place", "priority"] | None


class CitizenView(shared.MessageOut):
    """All that a citizen's page shows, whole, with its version.
    `held_until`: until when a call that was cut off is held open. `matters_left`: how many more can be brought up."""

    version: int
    now: datetime
    session: shared.SessionOut
    ticket: CitizenTicketOut
    queue_state: QueueState
    queue_pause: PauseOut | None
    folio: str
    pin: str
    line: LineOut | None
    call: CallOut | None
    talk: shared.TalkOut | None
    history: list[HistoryOut]
    next_steps: list[shared.StepOut]
    commitments: list[shared.CommitmentOut]
    knock: shared.KnockOut | None
    outcome: OutcomeOut | None
    matters: list[shared.MatterOut]
    matters_left: int
    word: WordOut | None
    held_until: datetime | None
    announcements: list[shared.AnnouncementOut]
    offer: OfferOut | None
    chat: shared.ChatOut | None
    help: HelpOut | None
    conduct: ConductOut | None
    can_report: bool
    booking: BookingOut | None
    media: shared.MediaOut


CITIZEN_OUT: dict[str, type[shared.MessageOut]] = {
    "view": CitizenView,
    "line": LineNews,
    "call_keys": shared.CallKeysOut,
    "typing": shared.TypingOut,
}
