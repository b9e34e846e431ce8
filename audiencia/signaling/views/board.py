"""From moments of queues to the moderator's board: numbers, topics and states, nothing personal. Pure."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from audiencia.core.ids import RoomId
from audiencia.queue.domain.room import RoomState
from audiencia.queue.domain.roster import OFFERED
from audiencia.queue.domain.ticket import IN_QUEUE, Ticket, TicketState
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.room_facts import RoomFacts
from audiencia.settings.municipality_parts import MoveReason
from audiencia.signaling import messages_out as out
from audiencia.signaling.views import pieces
from audiencia.signaling.views.board_window import MOVABLE, Look, window
from audiencia.signaling.words import Words

if TYPE_CHECKING:
    from audiencia.queue.moderation.roster_sql import RosterOfQueue

WAITS = IN_QUEUE | {TicketState.POSTPONED, TicketState.ABSENT}


@dataclass(frozen=True, slots=True)
class Board:
    """What a moderator's queues are shown by. `poor`: rooms in whose call a line has been poor for long."""

    lang: str
    words: Words
    poor: Collection[RoomId] = frozenset()
    look: Look = field(default_factory=Look)


def board_queue(snapshot: Snapshot, by: Board, now: datetime | None = None) -> out.BoardQueueOut:
    """One queue of the board, as it was at the moment of `snapshot`, which may have been a while before `now`."""
    lang, words, at = by.lang, by.words, now or snapshot.now
    seen = window(snapshot, by.look, lang, words, at)
    counts = _counts(snapshot)
    queue = snapshot.queue
    return out.BoardQueueOut(
        version=snapshot.version,
        state_version=snapshot.queue.state_version,
        now=at,
        department=words.bilingual(snapshot.department, lang),
        department_slug=snapshot.slug,
        prefix=snapshot.prefix,
        by_rule=words.municipality.is_by_rule(snapshot.slug),
        state=snapshot.state,
        tickets=[_ticket(snapshot, one, lang, words) for one in seen.tickets],
        whole=seen.whole,
        hidden=seen.hidden,
        found=seen.found,
        waiting=counts.waiting,
        booked=counts.booked,
        longest=counts.longest,
        rooms=[_room(room, snapshot, by) for room in snapshot.rooms],
        attended=snapshot.attended,
        paused_until=queue.paused_until,
        paused_reason=words.pause_reason(queue.paused_reason, lang) if queue.paused_reason else None,
        cap=words.municipality.limits.queue_cap if queue.cap is None else queue.cap,
        late=snapshot.late,
        pending=len(snapshot.owed),
        unmet=words.unmet(counts.asked_for, snapshot.interpreters, lang),
        roster=[_member(one, lang, words) for one in snapshot.roster],
        offers=_offers(snapshot),
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """Of a whole queue. `asked_for`: the adjustments of those who wait or did not answer, all together: the board does not say
    whose they are."""

    waiting: int
    booked: int
    longest: out.LongestOut | None
    asked_for: frozenset[str]


def _counts(snapshot: Snapshot) -> Counts:
    def make() -> Counts:
        tickets = snapshot.in_queue()
        movable = [snapshot.tickets[one.id] for one in tickets if one.state in MOVABLE]
        first = min(movable, key=lambda one: one.waits_since, default=None)
        waiting = (snapshot.tickets[one.id].private for one in tickets if one.state in WAITS)
        return Counts(
            waiting=len(movable),
            booked=sum(one.state is TicketState.BOOKED for one in tickets),
            longest=None if first is None else out.LongestOut(number=first.ticket.number, joined_at=first.waits_since),
            asked_for=frozenset(code for private in waiting for code in private.adjustments),
        )

    return snapshot.once("board_counts", make)


def _member(one: "RosterOfQueue", lang: str, words: Words) -> out.BoardMemberOut:
    return out.BoardMemberOut(
        staff_id=one.staff_id,
        name=one.display_name,
        part=one.part,
        reason=words.away_reason(one.reason, lang) if one.reason else None,
        room_id=one.room_id,
        connected=one.connected,
    )


def _offers(snapshot: Snapshot) -> out.BoardOffersOut | None:
    if not snapshot.offers:
        return None
    chosen = Counter(one.choice for one in snapshot.offers.values())
    still_asked = {one.id for one in snapshot.in_queue() if one.state in OFFERED}
    return out.BoardOffersOut(
        asked=len(snapshot.offers),
        open=sum(one.choice is None and ticket_id in still_asked for ticket_id, one in snapshot.offers.items()),
        wait=chosen["wait"],
        department=chosen["department"],
        next_session=chosen["next_session"],
        telephone=chosen["telephone"],
    )


def _offer_of(snapshot: Snapshot, one: Ticket) -> Literal["asked", "wait"] | None:
    offer = snapshot.offers.get(one.id)
    if offer is None or one.state not in OFFERED:
        return None
    return "asked" if offer.choice is None else "wait"


def _ticket(snapshot: Snapshot, one: Ticket, lang: str, words: Words) -> out.BoardTicketOut:
    facts = snapshot.tickets[one.id]
    return out.BoardTicketOut(
        ticket_id=one.id,
        number=one.number,
        state=one.state.value,
        version=one.version,
        topic=words.bilingual(facts.topic, lang),
        joined_at=facts.waits_since,
        connected=one.connected,
        place=snapshot.places.get(one.id),
        moved_here=one.moves > 0,
        ready=one.ready,
        preferential=one.preferential,
        calls=one.calls,
        unread=facts.unread,
        estimate=pieces.estimate(snapshot, facts),
        medium=one.medium,
        offer=_offer_of(snapshot, one),
        same_contact=snapshot.same_contact(facts),
        booked_for=facts.booking.starts_at if facts.booking and one.state is TicketState.BOOKED else None,
    )


def _room(room: RoomFacts, snapshot: Snapshot, by: Board) -> out.BoardRoomOut:
    lang, words = by.lang, by.words
    held = snapshot.tickets.get(room.ticket_id) if room.ticket_id is not None else None
    one = room.room
    return out.BoardRoomOut(
        room_id=one.id,
        version=one.version,
        draining=one.draining,
        serves=[snapshot.targets[served].slug for served in one.serves],
        paused_until=one.paused_until,
        paused_reason=words.pause_reason(one.paused_reason, lang) if one.paused_reason else None,
        interpreter=words.bilingual(room.interpreter, lang) if room.interpreter else None,
        director=room.director,
        state=one.state.value,
        connected=one.connected,
        number=held.ticket.number if held is not None else None,
        since=held.ticket.state_since if held is not None and one.state is not RoomState.CLOSED else None,
        poor_line=one.id in by.poor and one.state is RoomState.IN_CALL,
    )


def board(snapshots: Sequence[Snapshot], by: Board) -> out.BoardView:
    """The whole board. `snapshots` are all queues of one jornada, at least one."""
    lang, words = by.lang, by.words
    return out.BoardView(
        now=snapshots[0].now,
        session=pieces.session(snapshots[0]),
        move_reasons=_reasons(words.municipality.move_reasons, lang, words),
        priority_reasons=_reasons(words.municipality.priority_reasons, lang, words),
        pause_reasons=words.pause_reasons(lang),
        away_reasons=_reasons(words.municipality.away_reasons, lang, words),
        queues=[board_queue(one, by) for one in snapshots],
    )


def _reasons(reasons: Sequence[MoveReason], lang: str, words: Words) -> list[out.MoveReasonOut]:
    return [
        out.MoveReasonOut(
            code=one.code, label=words.bilingual(one.label, lang), explanation=words.bilingual(one.explanation, lang)
        )
        for one in reasons
    ]
