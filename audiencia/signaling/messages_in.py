"""What clients say: one model per event, one union per namespace. TypeScript types are generated from here.

Every event carries a `command_id` where repeating it must not act twice: a client that lost the acknowledgement sends the
same event again and gets the first result. `version` is the version of the object that the person saw (design, section 5,
invariant 5): the ticket's for citizens and moderators, the room's for directors.
"""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)


def _visible(text: str) -> str:
    """Without characters that nobody sees: NUL, which PostgreSQL refuses, and marks that turn the direction of writing."""
    return "".join(char for char in text if char == "\n" or char.isprintable())


Visible = BeforeValidator(lambda value: _visible(value) if isinstance(value, str) else value)
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), Visible]
OptionalLine = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300), Visible]
OptionalText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), Visible]
ChatText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), Visible]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,64}$")]
Sdp = Annotated[str, StringConstraints(min_length=1, max_length=48_000)]
MOST_AT_ONCE = 100
"""How many are moved in one command: their lines stay locked meanwhile."""
Version = Annotated[int, Field(ge=0)]
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]


class MessageIn(BaseModel):
    """Base of all: unknown fields are refused, nothing is coerced from another type."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Command(MessageIn):
    """An event that changes something; repeated with the same `command_id` it answers as the first time."""

    command_id: UUID


class MediaOffer(MessageIn):
    """The browser's one offer (layout in docs/protocol.md). `peer_id` is chosen by the client, new for each connection."""

    peer_id: UUID
    sdp: Sdp


class Refresh(MessageIn):
    """Asks for the whole view again."""


class VersionedCommand(Command):
    """A command that holds only for the version that the person saw."""

    version: Version


class Devices(Command):
    """Which devices the citizen has granted: with neither, the attention goes on by text and telephone."""

    devices: Literal["camera_and_microphone", "microphone", "none"]


class Accept(VersionedCommand):
    """The citizen answers the call: `called > connecting > in_call`."""


class ComeBack(VersionedCommand):
    """The citizen who did not answer is here again: `absent > waiting`, same seniority."""


class Leave(VersionedCommand):
    """The citizen gives up the place: `waiting > left`."""


class HangUp(VersionedCommand):
    """The citizen ends the call: `in_call > wrap_up`."""


class SayReady(VersionedCommand):
    """ "I am ready": `ready_check > waiting`, ready; also before or after the question, while in the line."""


class NeedMinute(VersionedCommand):
    """The call rings a little longer; once for each call."""


class Postpone(VersionedCommand):
    """`waiting > postponed`, the seniority kept: until a time, or until so many others were called. Exactly one of both."""

    not_before: AwareDatetime | None = None
    let_pass: Annotated[int, Field(ge=1, le=20)] | None = None


class Resume(VersionedCommand):
    """`postponed > waiting` before its time."""


class PreferPhone(VersionedCommand):
    """The citizen will be attended by telephone: at this number, or without one at the number of the contact."""

    telephone: OptionalLine = ""


class PreferVideo(VersionedCommand):
    """The citizen will be attended by video after all; until the call is answered."""


class AnotherMatter(Command):
    """The citizen has another matter: the next leg of the same attention, without queuing again. Result: `matter_id`."""

    department: Slug
    topic: Slug
    matter: Line


class WithdrawMatter(Command):
    """Takes such a matter back while it has not begun."""

    matter_id: UUID


class SayResolved(Command):
    """ "Was your matter resolved?" A no within 48 hours opens the attention again, as in process."""

    resolved: bool


class ContinueElsewhere(Command):
    """Makes a one-time code, in place of the one before, that carries the ticket or the room to another device."""


class WithdrawCode(Command):
    """That code is worth nothing any more."""


class WriteChat(Command):
    """The citizen writes: to the moderators who help (`help`), or into the call (`call`). Result: `message_id`."""

    channel: Literal["help", "call"]
    text: ChatText


class WriteTo(Command):
    """Staff write to the holder of this ticket: a director in the call, a moderator while the person waits."""

    ticket_id: UUID
    text: ChatText


class ReadChat(MessageIn):
    """A moderator reads what this person and the moderators wrote; answered with `ChatOut`. It counts as read from then on."""

    ticket_id: UUID


class AnswerKnock(Command):
    """Whether whoever knocked at this call may come in; said by the director and by the citizen, each once.

    Without version: it holds for the knock that was seen.
    """

    knock_id: Id
    agree: bool


class EndStay(Command):
    """The citizen goes on without whoever knocked and came in."""

    knock_id: Id


class NeedHelp(Command):
    """The citizen asks the moderators for help, in the line or in the call."""

    reason: Literal["devices", "unwell", "unsafe"]


class HelpOver(Command):
    """The citizen needs help no more."""


class ReportConduct(Command):
    """The citizen reports the conduct of the official of their last call. `reason` is one of `conduct_reasons`."""

    reason: Slug
    text: OptionalText = ""


class Beside(MessageIn):
    """Who is in the room beside the director: one of `company_choices`, and how many."""

    code: Slug
    count: Annotated[int, Field(ge=1, le=20)]


def _each_kind_once(company: list[Beside]) -> list[Beside]:
    if len({one.code for one in company}) != len(company):
        raise ValueError("a kind is there twice")
    return company


Company = Annotated[list[Beside], Field(max_length=20), AfterValidator(_each_kind_once)]


class OpenRoom(Command):
    """The director opens the own room: `closed > available`. Without version: there may be no room yet.

    `company`: who is in the room, nobody for alone; left out, as declared before, and refused when it never was.
    """

    company: Company | None = None


class DeclareCompany(Command):
    """Who is in the room from now on, in a call too; an empty list: the director is alone."""

    company: Company


class EndForConduct(VersionedCommand):
    """`in_call | on_hold > wrap_up` at once, for conduct. `reason` is one of `conduct_reasons`. Result: `ending_id`."""

    reason: Slug


class AskHelp(Command):
    """The director asks the moderators for help, silently."""


class WithdrawHelp(Command):
    """The director needs help no more."""


class ShowEmergency(Command):
    """The card of emergency numbers opens on the citizen's page."""

    ticket_id: UUID


class SendAway(Command):
    """The director frees an assistant's seat."""

    staff_id: Annotated[int, Field(ge=1, le=2**31 - 1)]


class TakeSeat(Command):
    """An assistant sits down at a room of the own department."""

    room_id: Annotated[int, Field(ge=1, le=2**31 - 1)]


class LeaveSeat(Command):
    """The assistant sits nowhere until they take a seat again."""


class SaveNote(Command):
    """The internal note of whom the room attends, or of one of `pending`; `seen` is the `version` of the note it was written
    upon. Result: `note_version`.
    """

    ticket_id: UUID
    seen: Version
    note: OptionalText


class CloseRoom(VersionedCommand):
    """`available | paused > closed`."""


class PauseRoom(VersionedCommand):
    """`available > paused`; refused while somebody is attended. `reason` is one of `pause_reasons`."""

    minutes: Annotated[int, Field(ge=1, le=60)]
    reason: Slug


class DrainRoom(VersionedCommand):
    """Nobody after the present one: the room closes when it is free, at once when it is free now."""


class ResumeRoom(VersionedCommand):
    """`paused > available`."""


class CallNext(VersionedCommand):
    """Offers the head of the queue to this room: `waiting > called`, `available > reserved`."""


class CallAgain(VersionedCommand):
    """Calls one who did not answer: `absent > called`."""

    ticket_id: UUID


class WithdrawCall(VersionedCommand):
    """`called > waiting`, same seniority."""


class EndCall(VersionedCommand):
    """`in_call > wrap_up`: sound and picture stop at once."""


class HoldCall(VersionedCommand):
    """`in_call > on_hold`: neither hears or sees the other."""


class UnholdCall(VersionedCommand):
    """`on_hold > in_call`."""


class TransferCall(VersionedCommand):
    """Cold transfer, from the call or after it: the citizen waits in the other queue at the seniority they have.

    `note` is for the next director.
    """

    department: Slug
    note: OptionalText = ""


class InviteDirector(VersionedCommand):
    """Warm transfer, first half: asks a free director of that department into this call. Result: `director`."""

    department: Slug


class WithdrawInvitation(VersionedCommand):
    """The host ends the invitation, or the other's stay in the call."""


class AnswerInvitation(VersionedCommand):
    """The director who was asked joins the call (`available > assisting`) or declines."""

    join: bool


class LeaveAssist(VersionedCommand):
    """The second director leaves the other's call: `assisting > available`."""


class HandOver(VersionedCommand):
    """Warm transfer, second half: the citizen stays with the second director; the host's room is free."""

    note: OptionalText = ""


class LetGo(VersionedCommand):
    """A citizen whose connection dropped goes to the front of the line; the room is free."""


class ContinueByPhone(VersionedCommand):
    """The call goes on by telephone, from `called`, the call, or one that was cut off: same ticket, same leg, same result."""


class BackToVideo(VersionedCommand):
    """A call by telephone goes on by video again, when both pages are open."""


class PhoneAnswered(VersionedCommand):
    """ "They answered": `called > connecting > in_call` by telephone."""


class PhoneNoAnswer(VersionedCommand):
    """ "No answer": `called > absent`, or `no_show` from the second call on."""


class PassOn(VersionedCommand):
    """The matter of this room is concluded and the citizen's next one begins, in its queue at the seniority they have."""

    matter_id: UUID
    note: OptionalText = ""


class Knock(VersionedCommand):
    """The mayor asks the two of a call of `calls` to be let in; `version` is the own room's."""

    room_id: Id


class WithdrawKnock(VersionedCommand):
    """The mayor asks no more."""


class ChooseLines(VersionedCommand):
    """From which lines the mayor's free room calls: one or several of `lines`."""

    departments: Annotated[list[Slug], Field(min_length=1, max_length=40)]


class MakeCommitment(Command):
    """Promises something to the citizen of this call: by whom (a department, or one of `owners`), and until when.

    Without version, as `AddNextStep`.
    """

    ticket_id: UUID
    text: Line
    due: date
    department: Slug | None = None
    staff_id: Id | None = None


class CompleteCommitment(Command):
    """It is done; said by its owner, or the mayor."""

    commitment_id: UUID


class WithdrawCommitment(Command):
    """It is taken back, by who made it or the mayor."""

    commitment_id: UUID


class DeferOutcome(VersionedCommand):
    """`wrap_up > outcome_pending`: the room is free, the result is completed later."""


class AddNextStep(Command):
    """Hands one step over; it is on the citizen's screen within a second and stays under the folio.

    Without version, because steps may be written while the room changes, but for this ticket and no other.
    """

    ticket_id: UUID
    step: Line
    requirement: OptionalLine = ""
    cost: OptionalLine = ""
    place: OptionalLine = ""
    due: date | None = None


class RemoveNextStep(Command):
    """Takes back a step that was handed over by mistake to this ticket."""

    ticket_id: UUID
    step_id: UUID


class RecordOutcome(VersionedCommand):
    """`wrap_up > served`. Until it is recorded the room calls nobody."""

    outcome: Literal["resolved_immediately", "in_process"]
    disposition: Slug
    note_to_citizen: OptionalText = ""
    note_internal: OptionalText = ""


class CompleteOutcome(Command):
    """`outcome_pending > served`: the result that was left for later. `version` is the ticket's."""

    ticket_id: UUID
    version: Version
    outcome: Literal["resolved_immediately", "in_process"]
    disposition: Slug
    note_to_citizen: OptionalText = ""
    note_internal: OptionalText = ""


class SeenTicket(MessageIn):
    """A ticket at the version that the moderator saw."""

    ticket_id: UUID
    version: Version


def _each_once(tickets: list[SeenTicket]) -> list[SeenTicket]:
    if len({one.ticket_id for one in tickets}) != len(tickets):
        raise ValueError("a ticket is there twice")
    return tickets


SeenTickets = Annotated[list[SeenTicket], Field(min_length=1, max_length=MOST_AT_ONCE), AfterValidator(_each_once)]


class PreviewMove(MessageIn):
    """Asks what moving these people to that department would lead to. Changes nothing; answered with `MovePreview`."""

    tickets: SeenTickets
    department: Slug


class MoveTickets(Command):
    """A moderator moves people who wait to another department: all of them or nobody."""

    tickets: SeenTickets
    department: Slug
    reason: Slug


class UndoMove(Command):
    """Takes back, within a minute, the own move that was answered with this `move_id`."""

    move_id: UUID


class PutFirst(VersionedCommand):
    """Whoever waits comes first in their line; `version` is the ticket's, `reason` one of `priority_reasons`."""

    ticket_id: UUID
    reason: Slug


class UndoPutFirst(Command):
    """Takes that back, within a minute: `first_id` is from its result."""

    first_id: UUID


class PutBack(VersionedCommand):
    """`called | absent > waiting`, with the seniority that the ticket always had."""

    ticket_id: UUID


class Recall(VersionedCommand):
    """Calls one who did not answer into this room: `absent > called`. `version` is the ticket's."""

    ticket_id: UUID
    room_id: Id


class UndoNoShow(VersionedCommand):
    """`no_show > waiting`, with the seniority that the ticket always had."""

    ticket_id: UUID


class CancelTicket(VersionedCommand):
    """Ends a waiting ticket, for instance one of two of the same person."""

    ticket_id: UUID
    reason: Literal["duplicate", "asked_by_person", "abuse"]


class SetQueue(VersionedCommand):
    """Opens, pauses, resumes or drains a queue; `version` is its `state_version`. Pausing needs a reason and may say until when."""

    department: Slug
    action: Literal["open", "pause", "resume", "drain"]
    reason: Slug | None = None
    minutes: Annotated[int, Field(ge=1, le=240)] | None = None


class SetCap(VersionedCommand):
    """How many may wait in a queue; `None` for the general limit. `version` is its `state_version`."""

    department: Slug
    cap: Annotated[int, Field(ge=0, le=2000)] | None


class SetServed(VersionedCommand):
    """From which queues a room calls; `version` is the room's."""

    room_id: Id
    departments: Annotated[list[Slug], Field(min_length=1, max_length=40)]


class SetInterpreter(Command):
    """Whether an interpreter is there today."""

    code: Slug
    present: bool


class AnswerHelp(Command):
    """ "Somebody is coming". Result: `by`, when another moderator said so before."""

    help_id: Annotated[int, Field(ge=1, le=2**31 - 1)]


class CloseHelp(Command):
    """The call for help is over."""

    help_id: Annotated[int, Field(ge=1, le=2**31 - 1)]


class ReviewConduct(Command):
    """A moderator's review of a call that was ended for conduct; `note` is internal."""

    ending_id: UUID
    review: Literal["upheld", "reversed"]
    note: OptionalText = ""


class Announce(Command):
    """Tells everybody who waits or is attended, in one line or in all of them, or one person alone, something for a while."""

    department: Slug | None = None
    ticket_id: UUID | None = None
    text: Line
    minutes: Annotated[int, Field(ge=1, le=240)]


class WithdrawAnnouncement(Command):
    """Nobody is shown it any more."""

    announcement_id: Id


class ExtendSession(Command):
    """Lets the jornada go on for longer than `closes_at`, the time that was seen."""

    closes_at: AwareDatetime
    minutes: Annotated[int, Field(ge=5, le=120)]


class SetRoster(Command):
    """Whether somebody attends or stands in from now on. `seen`: what the moderator saw them do."""

    staff_id: Id
    seen: Literal["director", "substitute", "away"]
    part: Literal["director", "substitute"]


class DirectorAway(VersionedCommand):
    """A director attends no more: the room closes, a substitute is seated, and those who wait are asked how they go on.

    `version` is the room's, `reason` one of `away_reasons`. `departments`: what is offered beside waiting and the next
    jornada; `None` asks nobody. Result: `asked`.
    """

    room_id: Id
    reason: Slug
    substitute: Id | None = None
    departments: Annotated[list[Slug], Field(max_length=10)] | None = None


class WithdrawOffers(Command):
    """Nobody of this line is asked any more how they go on. Result: `withdrawn`."""

    department: Slug


class AnswerOffer(VersionedCommand):
    """How somebody who waits goes on when their department cannot attend. `department` goes with that choice alone.

    `telephone`: with that choice, the number to dial, when it is another one than the contact's.
    """

    offer_id: Id
    choice: Literal["wait", "department", "next_session", "telephone"]
    department: Slug | None = None
    telephone: OptionalLine = ""

    @model_validator(mode="after")
    def _department_with_its_choice(self) -> Self:
        if (self.choice == "department") != (self.department is not None):
            raise ValueError("a department goes with the choice of one")
        return self


CITIZEN_EVENTS: dict[str, type[MessageIn]] = {
    "refresh": Refresh,
    "media_offer": MediaOffer,
    "devices": Devices,
    "accept": Accept,
    "come_back": ComeBack,
    "leave": Leave,
    "hang_up": HangUp,
    "say_ready": SayReady,
    "need_minute": NeedMinute,
    "postpone": Postpone,
    "resume": Resume,
    "prefer_phone": PreferPhone,
    "prefer_video": PreferVideo,
    "another_matter": AnotherMatter,
    "withdraw_matter": WithdrawMatter,
    "say_resolved": SayResolved,
    "answer_offer": AnswerOffer,
    "continue_elsewhere": ContinueElsewhere,
    "withdraw_code": WithdrawCode,
    "write_chat": WriteChat,
    "answer_knock": AnswerKnock,
    "end_stay": EndStay,
    "need_help": NeedHelp,
    "help_over": HelpOver,
    "report_conduct": ReportConduct,
}
DIRECTOR_EVENTS: dict[str, type[MessageIn]] = {
    "refresh": Refresh,
    "media_offer": MediaOffer,
    "open_room": OpenRoom,
    "close_room": CloseRoom,
    "pause_room": PauseRoom,
    "resume_room": ResumeRoom,
    "call_next": CallNext,
    "call_again": CallAgain,
    "withdraw_call": WithdrawCall,
    "end_call": EndCall,
    "add_next_step": AddNextStep,
    "remove_next_step": RemoveNextStep,
    "record_outcome": RecordOutcome,
    "drain_room": DrainRoom,
    "hold_call": HoldCall,
    "unhold_call": UnholdCall,
    "transfer_call": TransferCall,
    "invite_director": InviteDirector,
    "withdraw_invitation": WithdrawInvitation,
    "answer_invitation": AnswerInvitation,
    "leave_assist": LeaveAssist,
    "hand_over": HandOver,
    "let_go": LetGo,
    "continue_by_phone": ContinueByPhone,
    "back_to_video": BackToVideo,
    "phone_answered": PhoneAnswered,
    "phone_no_answer": PhoneNoAnswer,
    "pass_on": PassOn,
    "defer_outcome": DeferOutcome,
    "complete_outcome": CompleteOutcome,
    "continue_elsewhere": ContinueElsewhere,
    "withdraw_code": WithdrawCode,
    "write_to": WriteTo,
    "answer_knock": AnswerKnock,
    "make_commitment": MakeCommitment,
    "complete_commitment": CompleteCommitment,
    "withdraw_commitment": WithdrawCommitment,
    "knock": Knock,
    "withdraw_knock": WithdrawKnock,
    "choose_lines": ChooseLines,
    "declare_company": DeclareCompany,
    "end_for_conduct": EndForConduct,
    "ask_help": AskHelp,
    "withdraw_help": WithdrawHelp,
    "show_emergency": ShowEmergency,
    "send_away": SendAway,
    "take_seat": TakeSeat,
    "leave_seat": LeaveSeat,
    "save_note": SaveNote,
}
MODERATOR_EVENTS: dict[str, type[MessageIn]] = {
    "refresh": Refresh,
    "preview_move": PreviewMove,
    "move_tickets": MoveTickets,
    "undo_move": UndoMove,
    "put_first": PutFirst,
    "undo_put_first": UndoPutFirst,
    "put_back": PutBack,
    "recall": Recall,
    "undo_no_show": UndoNoShow,
    "cancel_ticket": CancelTicket,
    "set_queue": SetQueue,
    "set_cap": SetCap,
    "set_served": SetServed,
    "set_interpreter": SetInterpreter,
    "announce": Announce,
    "extend_session": ExtendSession,
    "withdraw_announcement": WithdrawAnnouncement,
    "set_roster": SetRoster,
    "director_away": DirectorAway,
    "withdraw_offers": WithdrawOffers,
    "write_to": WriteTo,
    "read_chat": ReadChat,
    "answer_help": AnswerHelp,
    "close_help": CloseHelp,
    "review_conduct": ReviewConduct,
}
