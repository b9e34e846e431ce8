"""Which tickets of a long line a moderator's board is sent, and what is counted over all of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from audiencia.core.ids import TicketId
from audiencia.queue.domain.room import RoomState
from audiencia.queue.domain.ticket import TicketState
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.ticket_facts import BookingFacts, TicketFacts
from audiencia.settings.config import Text
from audiencia.signaling.messages_out import BoardQueueOut
from audiencia.signaling.views.board import Board, board_queue
from audiencia.signaling.views.board_window import FRONT, MOST_FOUND, Look
from tests.support.queue_builders import OPENS
from tests.support.view_builders import WORDS, facts, holding, snapshot

LONG = 2000


def seen(of: Snapshot, **look: Any) -> BoardQueueOut:
    """What a moderator who looks so is sent."""
    return board_queue(of, Board("en", WORDS, look=Look(**look)))


def numbers(board: BoardQueueOut) -> list[str]:
    """Whom the board shows."""
    return [one.number for one in board.tickets]


def line(count: int, first: int = 1, **changed: Any) -> list[TicketFacts]:
    """So many people, numbered on."""
    return [facts(at, **changed) for at in range(first, first + count)]


def those_in(state: TicketState, count: int, first: int) -> list[TicketFacts]:
    """The same in this state, each since a minute later."""
    return [
        facts(at, held={"state": state, "state_since": OPENS + timedelta(minutes=at)})
        for at in range(first, first + count)
    ]


def test_of_a_long_line_the_front_is_sent_and_all_are_counted() -> None:
    board = seen(snapshot(*line(LONG)))
    assert len(board.model_dump_json()) < 60_000
    assert [one.place for one in board.tickets] == list(range(1, FRONT + 1))
    assert (board.waiting, board.hidden, board.whole) == (LONG, LONG - FRONT, False)
    assert board.longest is not None
    assert (board.longest.number, board.longest.joined_at) == ("OP-001", OPENS + timedelta(minutes=1))


def test_of_a_long_line_with_much_of_everything_not_much_more_is_sent() -> None:
    others = [
        *those_in(TicketState.ABSENT, 300, 3001), *those_in(TicketState.NO_SHOW, 300, 4001),
        *those_in(TicketState.BOOKED, 300, 5001), *those_in(TicketState.POSTPONED, 300, 6001),
        *those_in(TicketState.SERVED, 300, 7001), *line(300, 8001, unread=2),
    ]  # fmt: skip
    board = seen(snapshot(*line(LONG), *others))
    assert len(board.model_dump_json()) < 100_000
    assert (board.waiting, board.booked) == (LONG + 600, 300)
    assert board.hidden == LONG + 1500 - FRONT - 5 * FRONT // 2
    found = set(numbers(board))
    assert {"OP-4300", "OP-7300", "OP-5001"} <= found, (
        "the latest who did not come or are gone, the first who are to come"
    )
    assert not {"OP-4001", "OP-7001", "OP-5300"} & found


def test_a_short_line_is_sent_whole() -> None:
    called = facts(50, held={"state": TicketState.CALLED})
    gone = facts(51, held={"state": TicketState.SERVED})
    board = seen(snapshot(*line(FRONT), called, gone, *those_in(TicketState.ABSENT, FRONT // 2, 60)))
    assert (board.whole, board.hidden, board.found) == (True, 0, 0)
    assert len(board.tickets) == FRONT + 2 + FRONT // 2


def test_whom_a_room_calls_or_holds_is_always_sent() -> None:
    talking = [facts(LONG + at, held={"state": state}) for at, state in enumerate(
        (TicketState.CALLED, TicketState.IN_CALL, TicketState.RECONNECTING, TicketState.WRAP_UP)
    )]  # fmt: skip
    of = snapshot(*line(LONG - 1), *talking, rooms=(holding(talking[1], RoomState.IN_CALL),))
    board = seen(of)
    assert numbers(board)[-4:] == [one.ticket.number for one in talking]
    assert board.rooms[0].number == talking[1].ticket.number


def test_whoever_wrote_to_a_moderator_is_sent_from_anywhere_in_the_line() -> None:
    board = seen(snapshot(*line(300), facts(301, unread=1), *line(10, 302)))
    assert numbers(board)[-1] == "OP-301"
    assert board.tickets[-1].place == 301
    assert board.hidden == 311 - FRONT - 1


def test_more_of_a_line_is_sent_where_it_is_opened_further() -> None:
    of = snapshot(*line(300))
    assert len(seen(of, sizes={"obras-publicas": 140}).tickets) == 140
    assert len(seen(of, sizes={"agua": 140}).tickets) == FRONT
    opened = seen(of, sizes={"obras-publicas": 500})
    assert (len(opened.tickets), opened.whole, opened.hidden) == (300, True, 0)


def test_whoever_is_kept_is_sent_wherever_they_are() -> None:
    of = snapshot(*line(300))
    kept = {one.id for one in of.order[250:252]}
    board = seen(of, kept=frozenset({*kept, TicketId(facts(999).ticket.id)}))
    assert [one.place for one in board.tickets][-2:] == [251, 252]
    assert {one.ticket_id for one in board.tickets[-2:]} == kept
    assert (board.whole, board.hidden) == (False, 300 - FRONT - 2), "whole is the same whoever is kept"


def test_whoever_is_looked_for_is_found_behind_the_front_and_counted() -> None:
    of = snapshot(*line(299), facts(300, topic=Text(es="Señales", en="Signs")))
    one = seen(of, text=" op-300 ")
    assert (numbers(one)[-1], one.found, len(one.tickets)) == ("OP-300", 1, FRONT + 1)
    assert seen(of, text="signs").found == 1
    assert board_queue(of, Board("es-MX", WORDS, look=Look(text="SENALES"))).found == 1
    assert seen(of, text="public works").found == 300
    assert seen(of, text="nobody").found == 0
    many = seen(of, text="op-1")
    assert many.found == 100, "OP-100 to OP-199; nobody in front is called so"
    assert len(many.tickets) == FRONT + MOST_FOUND


SINCE = OPENS - timedelta(minutes=40)
KINDS: dict[str, list[TicketFacts]] = {
    "away": [facts(201, held={"connected": False}), facts(202, held={"state": TicketState.NO_SHOW, "connected": False})],
    "preferential": [facts(203, held={"preferential": True})],
    "absent": [facts(202, held={"state": TicketState.NO_SHOW, "connected": False}), facts(204, held={"state": TicketState.ABSENT})],
    "phone": [facts(205, held={"medium": "phone", "connected": False})],
    "counter": [facts(206, held={"medium": "counter"})],
}  # fmt: skip


@pytest.mark.parametrize("only", sorted(KINDS))
def test_people_are_found_by_what_they_have_in_common(only: str) -> None:
    one_of_each = {one.ticket.number: one for found in KINDS.values() for one in found}
    gone = facts(300, held={"state": TicketState.LEFT, "connected": False, "preferential": True, "medium": "phone"})
    of = snapshot(*line(200, held={"connected": True}), *one_of_each.values(), gone)
    assert seen(of, only=only).found == len(KINDS[only])
    assert {one.ticket.number for one in KINDS[only]} <= set(numbers(seen(of, only=only)))
    assert seen(of, only=only, text="op-20").found == len(KINDS[only])
    assert seen(of, only=only, text="op-199").found == 0


def test_who_waits_long_is_found_by_the_time_it_is_now() -> None:
    early = facts(1)
    late = replace(facts(2), ticket=replace(facts(2).ticket, state=TicketState.IN_CALL))
    of, look = snapshot(early, late), Board("en", WORDS, look=Look(only="long"))
    since = early.waits_since + timedelta(minutes=30)
    assert board_queue(of, look, since).found == 0
    later = board_queue(of, look, since + timedelta(seconds=1))
    assert (later.found, later.now) == (1, since + timedelta(seconds=1))


def test_appointments_to_come_are_no_wait() -> None:
    booking = BookingFacts(starts_at=OPENS + timedelta(hours=2), ends_at=OPENS + timedelta(hours=3), checked_in_at=None)
    board = seen(snapshot(facts(5), facts(1, booking=booking, held={"state": TicketState.BOOKED})))
    assert (board.waiting, board.booked) == (1, 1)
    assert board.longest is not None
    assert board.longest.number == "OP-005"
    assert seen(snapshot()).longest is None
