"""Those who wait for a room, as its director sees them: the front of the queue with each view, the others when asked for. Pure."""

from collections.abc import Iterable, Sequence

from audiencia.core.ids import TicketId
from audiencia.queue.domain.routing import seniority
from audiencia.queue.domain.ticket import Ticket, TicketState
from audiencia.queue.snapshot.facts import InterpreterFacts, Snapshot
from audiencia.queue.snapshot.ticket_facts import TicketFacts
from audiencia.signaling import messages_out as out
from audiencia.signaling.views import pieces
from audiencia.signaling.words import Words

FRONT = 20
"""How many of the first a director's view shows: the others come with each change too, and a long queue is hundreds of kilobytes."""
MOST_TOLD = 50  # How many one answer tells of.


def part(snapshots: Sequence[Snapshot], after: int, lang: str, words: Words) -> out.WaitingPart:
    """Those who wait behind the first `after`, as many as one answer tells of."""
    found = _in_order(snapshots, after + MOST_TOLD)
    told = _waiting_list(found[after:], snapshots[0].interpreters, lang, words)
    return out.WaitingPart(waiting=told, total=sum(len(one.places) for one in snapshots), now=snapshots[0].now)


def front(snapshots: Sequence[Snapshot], next_ticket: TicketId | None, lang: str, words: Words) -> list[out.WaitingOut]:
    """The first of those who wait, and whoever is called next though others are before them."""
    found = _in_order(snapshots, FRONT)
    if next_ticket is not None and all(one.id != next_ticket for one, _ in found):
        found += [(one.tickets[next_ticket].ticket, one) for one in snapshots if next_ticket in one.places]
    return _waiting_list(found, snapshots[0].interpreters, lang, words)


def _in_order(snapshots: Sequence[Snapshot], first: int) -> list[tuple[Ticket, Snapshot]]:
    """The first of those who wait in any of these queues."""
    if len(snapshots) == 1:
        return [(one, snapshots[0]) for one in snapshots[0].first(first)]
    found = [(one, snapshot) for snapshot in snapshots for one in snapshot.order]
    return sorted(found, key=lambda pair: seniority(pair[0]))[:first]


def _waiting_list(
    found: Sequence[tuple[Ticket, Snapshot]], interpreters: Sequence[InterpreterFacts], lang: str, words: Words
) -> list[out.WaitingOut]:
    return [
        _waiting(snapshot.tickets[one.id], snapshot.places.get(one.id), interpreters, lang, words)
        for one, snapshot in found
    ]


def absent(snapshots: Sequence[Snapshot], lang: str, words: Words) -> list[out.WaitingOut]:
    """Those who did not answer and can be called again, by seniority."""
    found = [
        snapshot.tickets[one.id]
        for snapshot in snapshots
        for one in snapshot.in_queue()
        if one.state is TicketState.ABSENT
    ]
    found.sort(key=lambda one: one.ticket.joined_at)
    return [_waiting(one, None, snapshots[0].interpreters, lang, words) for one in found]


def _waiting(
    facts: TicketFacts, place: int | None, interpreters: Sequence[InterpreterFacts], lang: str, words: Words
) -> out.WaitingOut:
    ticket = facts.ticket
    return out.WaitingOut(
        ticket_id=ticket.id,
        number=ticket.number,
        state=ticket.state.value,
        version=ticket.version,
        topic=words.bilingual(facts.topic, lang),
        matter=words.readable(facts.private.matter, lang),
        adjustments=words.adjustments(facts.private.adjustments, lang),
        damaged=pieces.damaged(facts.private, "matter", "adjustments"),
        joined_at=facts.waits_since,
        connected=ticket.connected,
        devices=facts.devices,
        moved_here=ticket.moves > 0,
        place=place,
        ready=ticket.ready,
        preferential=ticket.preferential,
        needs=next(iter(words.adjustments((ticket.needs,), lang)), None) if ticket.needs else None,
        unmet=words.unmet(facts.private.adjustments, interpreters, lang),
        calls=ticket.calls,
        medium=ticket.medium,
    )


def disclosed(found: Iterable[out.WaitingOut]) -> set[tuple[TicketId, str]]:
    """Whose matter is shown, as a disclosure that the audit notes once."""
    return {(TicketId(one.ticket_id), "waiting_list") for one in found}
