"""What the moderators' board shows of a queue."""

from dataclasses import replace

from audiencia.core.ids import QueueId
from audiencia.queue.domain.room import RoomState
from audiencia.queue.domain.ticket import TicketState
from audiencia.signaling.views import board as views_board
from tests.support.view_builders import LINE, MUNICIPALITY, WORDS, facts, holding, snapshot

ENGLISH = views_board.Board("en", WORDS)


def test_the_board_marks_rooms_in_whose_call_a_line_is_poor() -> None:
    talking = facts(1, held={"state": TicketState.IN_CALL})
    room_facts = holding(talking, RoomState.IN_CALL)
    seen = snapshot(talking, rooms=(room_facts,))
    assert not views_board.board_queue(seen, ENGLISH).rooms[0].poor_line
    assert views_board.board_queue(seen, replace(ENGLISH, poor={room_facts.room.id})).rooms[0].poor_line
    over = snapshot(talking, rooms=(holding(talking, RoomState.WRAP_UP),))
    assert not views_board.board_queue(over, replace(ENGLISH, poor={room_facts.room.id})).rooms[0].poor_line


def test_the_board_holds_nothing_personal() -> None:
    called = facts(1, held={"state": TicketState.CALLED})
    board = views_board.board_queue(
        snapshot(called, facts(2), rooms=(holding(called, RoomState.RESERVED),)), views_board.Board("es-MX", WORDS)
    )
    assert [(one.number, one.place) for one in board.tickets] == [("OP-002", 1), ("OP-001", None)]
    assert board.rooms[0].number == "OP-001"
    text = board.model_dump_json()
    assert not [word for word in ("Persona", "Asunto", "Contacto", "MTP-") if word in text]


def test_the_board_says_what_a_moderator_acts_on() -> None:
    gone = facts(1, held={"state": TicketState.NO_SHOW, "calls": 2})
    owed = facts(2, held={"state": TicketState.OUTCOME_PENDING})
    line = replace(LINE, cap=5)
    serving = holding(None, RoomState.AVAILABLE, serves=(QueueId(1), QueueId(2)))
    seen = replace(snapshot(gone, owed, rooms=(serving,)), queue=line, late=True)
    board = views_board.board_queue(seen, ENGLISH)
    assert (board.cap, board.late, board.pending) == (5, True, 1)
    assert [(one.number, one.state, one.calls) for one in board.tickets] == [
        ("OP-001", "no_show", 2),
        ("OP-002", "outcome_pending", 0),
    ]
    assert board.rooms[0].serves == ["obras-publicas", "agua"]
    shared = [replace(facts(number), contact_index=b"one") for number in (1, 2)]
    gone = replace(facts(3, held={"state": TicketState.OUTCOME_PENDING}), contact_index=b"one")
    other = replace(facts(4), contact_index=b"other")
    tickets = views_board.board_queue(snapshot(*shared, gone, other), ENGLISH).tickets
    assert {one.number: one.same_contact for one in tickets} == {
        "OP-001": ["OP-002"], "OP-002": ["OP-001"], "OP-003": ["OP-001", "OP-002"], "OP-004": [],
    }  # fmt: skip
    assert views_board.board_queue(snapshot(), ENGLISH).cap == MUNICIPALITY.limits.queue_cap
