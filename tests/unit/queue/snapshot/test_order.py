"""An order that is kept and follows what changes is the order that is made anew."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as some

from audiencia.core.ids import QueueId, TicketId
from audiencia.queue.domain.ticket import TicketState
from audiencia.queue.snapshot.order import Order, Rule, follow, order_of, tickets_in
from audiencia.queue.snapshot.ticket_facts import TicketFacts
from audiencia.settings.preference import Preference
from tests.support.queue_builders import OPENS
from tests.support.view_builders import facts

QUEUE, OTHER = QueueId(1), QueueId(2)
PREFERENCE = Preference(every=3, bound=3)
PEOPLE = 8
CHANGES = some.fixed_dictionaries(
    {
        "connected": some.booleans(),
        "state": some.sampled_from(
            [TicketState.WAITING] * 4 + [TicketState.READY_CHECK, TicketState.CALLED, TicketState.LEFT]
        ),
        "queue_id": some.sampled_from([QUEUE] * 6 + [OTHER]),
        "joined_at": some.integers(0, 3).map(lambda minutes: OPENS + timedelta(minutes=minutes)),
        "preferential": some.sampled_from([False, False, False, True]),
        "to_front": some.sampled_from([False] * 5 + [True]),
        "passes": some.integers(0, 3),
    }
)
"""What one ticket is from now on."""
READINGS = some.lists(
    some.tuples(
        some.dictionaries(some.integers(0, PEOPLE - 1), some.none() | CHANGES, max_size=3), some.integers(0, 3)
    ),
    max_size=8,
)
"""Of each reading the tickets that changed, `None` for one that is gone, and how many calls ago somebody preferential was called."""


def ticket_id(number: int) -> TicketId:
    """Of the person of this number."""
    return TicketId(UUID(int=number))


def made(queue_id: QueueId, tickets: dict[TicketId, TicketFacts], rule: Rule) -> Order:
    """The order as a whole reading makes it."""
    return order_of(tickets_in(queue_id, tickets), rule)


@given(READINGS)
def test_whatever_changes_the_kept_order_is_the_one_made_anew(
    readings: list[tuple[dict[int, dict[str, object] | None], int]],
) -> None:
    tickets: dict[TicketId, TicketFacts] = {}
    order = made(QUEUE, tickets, (PREFERENCE, 0))
    for changes, since in readings:
        now, rule = dict(tickets), (PREFERENCE, since)
        for number, change in changes.items():
            now.pop(ticket_id(number), None)
            if change is not None:
                held = facts(number)
                now[ticket_id(number)] = replace(held, ticket=replace(held.ticket, id=ticket_id(number), **change))  # type: ignore[arg-type]
        order = follow(order, QUEUE, tickets, now, [ticket_id(one) for one in changes], rule)
        anew = made(QUEUE, now, rule)
        assert (order.ids, order.places, order.last, order.rule) == (anew.ids, anew.places, anew.last, anew.rule)
        tickets = now


def waiting(number: int, **changed: object) -> TicketFacts:
    """Somebody in the order, who joined in this minute."""
    held = facts(number)
    changes = {"id": ticket_id(number), "joined_at": OPENS + timedelta(minutes=number)} | changed
    return replace(held, ticket=replace(held.ticket, **changes))  # type: ignore[arg-type]


def test_a_socket_that_opens_leaves_the_line_as_it_is_and_who_joins_comes_last() -> None:
    rule = (PREFERENCE, 0)
    before = {ticket_id(number): waiting(number) for number in range(3)}
    order = made(QUEUE, before, rule)
    seen = before | {ticket_id(1): waiting(1, connected=True)}
    assert follow(order, QUEUE, before, seen, [ticket_id(1)], rule) is order
    joined = seen | {ticket_id(3): waiting(3)}
    after = follow(order, QUEUE, seen, joined, [ticket_id(3)], rule)
    assert (after.ids, after.places[ticket_id(3)]) == ((*order.ids, ticket_id(3)), 4)
