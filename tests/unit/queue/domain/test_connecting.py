"""How soon somebody needs sound and picture."""

from datetime import UTC, datetime, timedelta

import pytest

from audiencia.media.worker.admission import Urgency
from audiencia.queue.domain.connecting import NEAR_PLACES, NEAR_TIME, urgency
from audiencia.queue.domain.ticket import TERMINAL, Ticket, TicketState
from tests.unit.queue.domain.test_ticket import full

NOW = datetime(2026, 12, 8, 17, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def ticket(state: TicketState) -> Ticket:
    return full(state)


@pytest.mark.parametrize(
    ("place", "found"),
    [
        (1, Urgency.NEAR),
        (NEAR_PLACES, Urgency.NEAR),
        (NEAR_PLACES + 1, Urgency.WAITING),
        (None, Urgency.WAITING),
    ],
)
def test_the_first_places_are_near(place: int | None, found: Urgency) -> None:
    assert urgency(ticket(TicketState.WAITING), place, None, NOW) is found


def test_whoever_may_be_called_within_ten_minutes_is_near_wherever_they_stand() -> None:
    waiting = ticket(TicketState.WAITING)
    assert urgency(waiting, 400, NOW + NEAR_TIME, NOW) is Urgency.NEAR
    assert urgency(waiting, 400, NOW + NEAR_TIME + SECOND, NOW) is Urgency.WAITING
    assert urgency(ticket(TicketState.BOOKED), None, NOW, NOW) is Urgency.WAITING


@pytest.mark.parametrize(
    ("found", "states"),
    [
        (Urgency.IN_CALL, {"connecting", "in_call", "on_hold", "reconnecting", "wrap_up"}),
        (Urgency.CALLED, {"called"}),
        (Urgency.NEAR, {"absent"}),
        (Urgency.WAITING, {"waiting", "ready_check", "postponed", "booked", "no_show", "outcome_pending", *TERMINAL}),
    ],
)
def test_the_state_alone_tells_of_everybody_who_is_in_no_place(found: Urgency, states: set[str]) -> None:
    assert {state for state in TicketState if urgency(ticket(state), None, None, NOW) is found} == states
