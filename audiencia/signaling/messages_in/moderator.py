"""What moderators say."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from audiencia.signaling.messages_in import shared as common

MOST_AT_ONCE = 100  # How many are moved in one command: their queues stay locked meanwhile.
MOST_KEPT = 150  # As many as are moved at once, and whom a moderator looks at besides.
MOST_SHOWN = 500  # How many of a queue are shown at most.
Only = Literal["", "long", "away", "preferential", "absent", "phone", "counter", "video"]
"""Whom a moderator looks for, whatever their number and topic."""


class ReadChat(common.MessageIn):
    """A moderator reads what this person and the moderators wrote; answered with `ChatOut`. It counts as read from then on."""

    ticket_id: UUID


class LineSize(common.MessageIn):
    """How many of those who wait in one queue are shown."""

    department: common.Slug
    size: Annotated[int, Field(ge=1, le=MOST_SHOWN)]


class LookAt(common.MessageIn):
    """What a moderator looks at besides the fronts of the queues, in place of what was said before: `lines` of which more is shown,
    tickets to `keep` wherever they are, and who is looked for by `text` (of a number, topic or department) and `only`."""

    lines: Annotated[list[LineSize], Field(max_length=40)]
    keep: Annotated[list[UUID], Field(max_length=MOST_KEPT)]
    text: Annotated[common.OptionalLine, Field(max_length=100)]
    only: Only


class SeenTicket(common.MessageIn):
    """A ticket at the version that the moderator saw."""

    ticket_id: UUID
    version: common.Version


def _each_once(tickets: list[SeenTicket]) -> list[SeenTicket]:
    if len({one.ticket_id for one in tickets}) != len(tickets):
        raise ValueError("a ticket is there twice")
    return tickets


SeenTickets = Annotated[list[SeenTicket], Field(min_length=1, max_length=MOST_AT_ONCE), AfterValidator(_each_once)]


class PreviewMove(common.MessageIn):
    """Asks what moving these people to that department would lead to. Changes nothing; answered with `MovePreview`."""

    tickets: SeenTickets
    department: common.Slug


class MoveTickets(common.Command):
    """A moderator moves people who wait to another department: all of them or nobody."""

    tickets: SeenTickets
    department: common.Slug
    reason: common.Slug


class UndoMove(common.Command):
    """Takes back, within a minute, the own move that was answered with this `move_id`."""

    move_id: UUID


class PutFirst(common.VersionedCommand):
    """Whoever waits comes first in their queue; `version` is the ticket's, `reason` one of `priority_reasons`."""

    ticket_id: UUID
    reason: common.Slug


class UndoPutFirst(common.Command):
    """Takes that back, within a minute: `first_id` is from its result."""

    first_id: UUID


class PutBack(common.VersionedCommand):
    """`called | absent > waiting`, with the seniority that the ticket always had."""

    ticket_id: UUID


class Recall(common.VersionedCommand):
    """Calls one who did not answer into this room: `absent > called`. `version` is the ticket's."""

    ticket_id: UUID
    room_id: common.Id


class UndoNoShow(common.VersionedCommand):
    """`no_show > waiting`, with the seniority that the ticket always had."""

    ticket_id: UUID


class CancelTicket(common.VersionedCommand):
    """Ends a waiting ticket, for instance one of two of the same person."""

    ticket_id: UUID
    reason: Literal["duplicate", "asked_by_person", "abuse"]


class SetQueue(common.VersionedCommand):
    """Opens, pauses, resumes or drains a queue; `version` is its `state_version`. Pausing needs a reason and may say until when."""

    department: common.Slug
    action: Literal["open", "pause", "resume", "drain"]
    reason: common.Slug | None = None
    minutes: Annotated[int, Field(ge=1, le=240)] | None = None


class SetCap(common.VersionedCommand):
    """How many may wait in a queue; `None` for the general limit. `version` is its `state_version`."""

    department: common.Slug
    cap: Annotated[int, Field(ge=0, le=2000)] | None


class SetServed(common.VersionedCommand):
    """From which queues a room calls; `version` is the room's."""

    room_id: common.Id
    departments: Annotated[list[common.Slug], Field(min_length=1, max_length=40)]


class SetInterpreter(common.Command):
    """Whether an interpreter is there today."""

    code: common.Slug
    present: bool


class AnswerHelp(common.Command):
    """ "Somebody is coming". Result: `by`, when another moderator said so before."""

    help_id: Annotated[int, Field(ge=1, le=2**31 - 1)]


class CloseHelp(common.Command):
    """The call for help is over."""

    help_id: Annotated[int, Field(ge=1, le=2**31 - 1)]


class ReviewConduct(common.Command):
    """A moderator's review of a call that was ended for conduct; `note` is internal."""

    ending_id: UUID
    review: Literal["upheld", "reversed"]
    note: common.OptionalText = ""


class Announce(common.Command):
    """Tells everybody who waits or is attended, in one queue or in all of them, or one person alone, something for a while."""

    department: common.Slug | None = None
    ticket_id: UUID | None = None
    text: common.Line
    minutes: Annotated[int, Field(ge=1, le=240)]


class WithdrawAnnouncement(common.Command):
    """Nobody is shown it any more."""

    announcement_id: common.Id


class ExtendSession(common.Command):
    """Lets the jornada go on for longer than `closes_at`, the time that was seen."""

    closes_at: AwareDatetime
    minutes: Annotated[int, Field(ge=5, le=120)]


class SetRoster(common.Command):
    """Whether somebody attends or stands in from now on. `seen`: what the moderator saw them do."""

    staff_id: common.Id
    seen: Literal["director", "substitute", "away"]
    part: Literal["director", "substitute"]


class DirectorAway(common.VersionedCommand):
    """A director attends no more: the room closes, a substitute is seated, and those who wait are asked how they go on.
    `version` is the room's, `reason` one of `away_reasons`. `departments`: what is offered beside waiting and the next
    jornada; `None` asks nobody. Result: `asked`."""

    room_id: common.Id
    reason: common.Slug
    substitute: common.Id | None = None
    departments: Annotated[list[common.Slug], Field(max_length=10)] | None = None


class WithdrawOffers(common.Command):
    """Nobody of this queue is asked any more how they go on. Result: `withdrawn`."""

    department: common.Slug


MODERATOR_EVENTS = common.by_event(
    common.Refresh, LookAt, PreviewMove, MoveTickets, UndoMove, PutFirst, UndoPutFirst, PutBack, Recall, UndoNoShow,
    CancelTicket, SetQueue, SetCap, SetServed, SetInterpreter, Announce, ExtendSession, WithdrawAnnouncement, SetRoster,
    DirectorAway, WithdrawOffers, common.WriteTo, ReadChat, AnswerHelp, CloseHelp, ReviewConduct,
)  # fmt: skip
