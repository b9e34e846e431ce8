"""What directors and the mayor say."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from audiencia.signaling.messages_in import shared as common


class Beside(common.MessageIn):
    """Who is in the room beside the director: one of `company_choices`, and how many."""

    code: common.Slug
    count: Annotated[int, Field(ge=1, le=20)]


def _each_kind_once(company: list[Beside]) -> list[Beside]:
    if len({one.code for one in company}) != len(company):
        raise ValueError("a kind is there twice")
    return company


Company = Annotated[list[Beside], Field(max_length=20), AfterValidator(_each_kind_once)]


class OpenRoom(common.Command):
    """The director opens the own room: `closed > available`. Without version: there may be no room yet.
    `company`: who is in the room, nobody for alone; left out, as declared before, and refused when it never was."""

    company: Company | None = None


class ShareScreen(common.Command):
    """The director shows a screen to the others of the call, or no more."""

    shared: bool


class DeclareCompany(common.Command):
    """Who is in the room from now on, in a call too; an empty list: the director is alone."""

    company: Company


class EndForConduct(common.VersionedCommand):
    """`in_call | on_hold > wrap_up` at once, for conduct. `reason` is one of `conduct_reasons`. Result: `ending_id`."""

    reason: common.Slug


class AskHelp(common.Command):
    """The director asks the moderators for help, silently."""


class WithdrawHelp(common.Command):
    """The director needs help no more."""


class ShowEmergency(common.Command):
    """The card of emergency numbers opens on the citizen's page."""

    ticket_id: UUID


class AskPicture(common.Command):
    """The citizen is asked whether one picture of what they hold up may be taken for their case."""

    ticket_id: UUID


class SendAway(common.Command):
    """The director frees an assistant's seat."""

    staff_id: Annotated[int, Field(ge=1, le=2**31 - 1)]


class SaveNote(common.Command):
    """The internal note of whom the room attends, or of one of `pending`; `seen` is the `version` of the note it was written
    upon. Result: `note_version`."""

    ticket_id: UUID
    seen: common.Version
    note: common.OptionalText


class CloseRoom(common.VersionedCommand):
    """`available | paused > closed`."""


class PauseRoom(common.VersionedCommand):
    """`available > paused`; refused while somebody is attended. `reason` is one of `pause_reasons`."""

    minutes: Annotated[int, Field(ge=1, le=60)]
    reason: common.Slug


class DrainRoom(common.VersionedCommand):
    """Nobody after the present one: the room closes when it is free, at once when it is free now."""


class ResumeRoom(common.VersionedCommand):
    """`paused > available`."""


class CallNext(common.VersionedCommand):
    """Offers the head of the queue to this room: `waiting > called`, `available > reserved`."""


class CallAgain(common.VersionedCommand):
    """Calls one who did not answer: `absent > called`."""

    ticket_id: UUID


class WithdrawCall(common.VersionedCommand):
    """`called > waiting`, same seniority."""


class EndCall(common.VersionedCommand):
    """`in_call > wrap_up`: sound and picture stop at once."""


class HoldCall(common.VersionedCommand):
    """`in_call > on_hold`: neither hears or sees the other."""


class UnholdCall(common.VersionedCommand):
    """`on_hold > in_call`."""


class TransferCall(common.VersionedCommand):
    """Cold transfer, from the call or after it: the citizen waits in the other queue at the seniority they have.
    `note` is for the next director."""

    department: common.Slug
    note: common.OptionalText = ""


class InviteDirector(common.VersionedCommand):
    """Warm transfer, first half: asks a free director of that department into this call. Result: `director`."""

    department: common.Slug


class WithdrawInvitation(common.VersionedCommand):
    """The host ends this invitation, or this guest's stay in the call; without `assist_id` that of the first one."""

    assist_id: common.Id | None = None


class AnswerRelative(common.Command):
    """Whether the person of the citizen's trust who waits may come into the call. Without version: it holds for the one that was seen."""

    relative_id: common.Id
    admit: bool


class AnswerInvitation(common.VersionedCommand):
    """The director who was asked joins the call (`available > assisting`) or declines."""

    join: bool


class LeaveAssist(common.VersionedCommand):
    """A guest leaves the other's call: `assisting > available`."""


class HandOver(common.VersionedCommand):
    """Warm transfer, second half: the citizen stays with this guest, or the first one; the host's room is free."""

    assist_id: common.Id | None = None
    note: common.OptionalText = ""


class LetGo(common.VersionedCommand):
    """A citizen whose connection dropped goes to the front of the queue; the room is free."""


class ContinueByPhone(common.VersionedCommand):
    """The call goes on by telephone, from `called`, the call, or one that was cut off: same ticket, same leg, same result."""


class BackToVideo(common.VersionedCommand):
    """A call by telephone goes on by video again, when both pages are open."""


class PhoneAnswered(common.VersionedCommand):
    """ "They answered": `called > connecting > in_call` by telephone."""


class PhoneNoAnswer(common.VersionedCommand):
    """ "No answer": `called > absent`, or `no_show` from the second call on."""


class PassOn(common.VersionedCommand):
    """The matter of this room is concluded and the citizen's next one begins, in its queue at the seniority they have."""

    matter_id: UUID
    note: common.OptionalText = ""


class Knock(common.VersionedCommand):
    """The mayor asks the two of a call of `calls` to be let in; `version` is the own room's."""

    room_id: common.Id


class WithdrawKnock(common.VersionedCommand):
    """The mayor asks no more."""


class ChooseLines(common.VersionedCommand):
    """From which queues the mayor's free room calls: one or several of `lines`."""

    departments: Annotated[list[common.Slug], Field(min_length=1, max_length=40)]


class MakeCommitment(common.Command):
    """Promises something to the citizen of this call: by whom (a department, or one of `owners`), and until when.
    Without version, as `AddNextStep`."""

    ticket_id: UUID
    text: common.Line
    due: date
    department: common.Slug | None = None
    staff_id: common.Id | None = None


class CompleteCommitment(common.Command):
    """It is done; said by its owner, or the mayor."""

    commitment_id: UUID


class WithdrawCommitment(common.Command):
    """It is taken back, by who made it or the mayor."""

    commitment_id: UUID


class DeferOutcome(common.VersionedCommand):
    """`wrap_up > outcome_pending`: the room is free, the result is completed later."""


class AddNextStep(common.Command):
    """Hands one step over; it is on the citizen's screen within a second and stays under the folio.
    Without version, because steps may be written while the room changes, but for this ticket and no other."""

    ticket_id: UUID
    step: common.Line
    requirement: common.OptionalLine = ""
    cost: common.OptionalLine = ""
    place: common.OptionalLine = ""
    due: date | None = None


class RemoveNextStep(common.Command):
    """Takes back a step that was handed over by mistake to this ticket."""

    ticket_id: UUID
    step_id: UUID


class RecordOutcome(common.VersionedCommand):
    """`wrap_up > served`. Until it is recorded the room calls nobody. `due`: becomes a next step with this date."""

    outcome: Literal["resolved_immediately", "in_process"]
    disposition: common.Slug
    due: date | None = None
    note_to_citizen: common.OptionalText = ""
    note_internal: common.OptionalText = ""


class CompleteOutcome(common.Command):
    """`outcome_pending > served`: the result that was left for later. `version` is the ticket's."""

    ticket_id: UUID
    version: common.Version
    outcome: Literal["resolved_immediately", "in_process"]
    disposition: common.Slug
    due: date | None = None
    note_to_citizen: common.OptionalText = ""
    note_internal: common.OptionalText = ""


class ReadCase(common.MessageIn):
    """Asks for the case that the person of the call came to talk about."""

    ticket_id: UUID


class ReadWaiting(common.MessageIn):
    """Asks for those who wait further back, behind the first `after`."""

    after: Annotated[int, Field(ge=0, le=100_000)]


DIRECTOR_EVENTS = common.by_event(
    common.Refresh, common.MediaOffer, common.CallKeys, common.Typing, common.Freezes, common.TurnOff, ShareScreen,
    ReadCase, ReadWaiting, OpenRoom, CloseRoom, PauseRoom, ResumeRoom, CallNext, CallAgain, WithdrawCall, EndCall, AddNextStep,
    RemoveNextStep, RecordOutcome, DrainRoom, HoldCall, UnholdCall, TransferCall, InviteDirector, WithdrawInvitation,
    AnswerInvitation, AnswerRelative, LeaveAssist, HandOver, LetGo, ContinueByPhone, BackToVideo, PhoneAnswered,
    PhoneNoAnswer, PassOn, DeferOutcome, CompleteOutcome, common.ContinueElsewhere, common.WithdrawCode, common.WriteTo,
    common.AnswerKnock, MakeCommitment, CompleteCommitment, WithdrawCommitment, Knock, WithdrawKnock, ChooseLines,
    DeclareCompany, EndForConduct, AskHelp, WithdrawHelp, ShowEmergency, AskPicture, SendAway, SaveNote,
)  # fmt: skip
