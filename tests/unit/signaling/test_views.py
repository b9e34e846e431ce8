"""What each person sees of a queue: enough for them, and nothing of anybody else."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from audiencia.config import Text, load_municipality
from audiencia.flows.look import HistoryFacts, Private, RoomFacts, Snapshot, StepFacts, TicketFacts
from audiencia.flows.next_steps import NextStep
from audiencia.ids import QueueId, RoomId, TicketId
from audiencia.queue.room import RoomState
from audiencia.queue.routing import PASSING
from audiencia.queue.ticket import TicketState
from audiencia.signaling import views
from audiencia.signaling.words import HISTORY, Words
from tests.unit.queue.builders import OPENS, room, session, ticket

MUNICIPALITY = load_municipality(Path("config"))
WORDS = Words(MUNICIPALITY, lambda lang, message: message, lambda error, lang: error.code.value)
WORKS = Text(es="Obras Públicas", en="Public Works")
WATER = Text(es="Agua", en="Water")
SECRETS = ("Rosa Pérez", "Fuga frente a mi casa", "722 555 0101", "llamarme tarde")


def facts(number: int, **changed: Any) -> TicketFacts:
    """A ticket with an attention; `private` tells whose it is."""
    private = Private(f"Persona {number}", f"Asunto {number}", f"Contacto {number}", (), "")
    held = ticket(number=f"OP-{number:03d}", joined_at=OPENS + timedelta(minutes=number), **changed.pop("held", {}))
    values: dict[str, Any] = {
        "ticket": held,
        "folio": f"MTP-{number}",
        "generation": 1,
        "language": "es-MX",
        "devices": "camera_and_microphone",
        "topic": Text(es="Baches", en="Potholes"),
        "private": private,
        "outcome": None,
        "disposition": None,
        "outcome_at": None,
    }
    return TicketFacts(**(values | changed))


def snapshot(*tickets: TicketFacts, rooms: tuple[RoomFacts, ...] = ()) -> Snapshot:
    """Queue 1 with these tickets and rooms."""
    return Snapshot(
        QueueId(1),
        7,
        "open",
        "obras-publicas",
        "OP",
        WORKS,
        0,
        OPENS,
        session(),
        {one.ticket.id: one for one in tickets},
        rooms,
        {QueueId(1): WORKS, QueueId(2): WATER},
    )


def holding(held: TicketFacts | None, state: RoomState, **changed: Any) -> RoomFacts:
    """A room in this state with this ticket."""
    return RoomFacts(room(state=state, **changed), "Ing. Marta Ríos", held.ticket.id if held else None, None, {})


def test_a_citizen_sees_the_own_place_and_only_numbers_of_others() -> None:
    others = [facts(n, private=Private(*SECRETS[:3], (), SECRETS[3])) for n in (1, 2)]
    mine = facts(3)
    view = views.citizen(snapshot(*others, mine), mine, "123456", "es-MX", WORDS, "boot")
    assert view.line is not None
    assert (view.line.place, view.line.ahead, view.line.total) == (3, 2, 3)
    assert [seat.number for seat in view.line.seats] == ["OP-001", "OP-002", "OP-003"]
    text = view.model_dump_json()
    assert not [secret for secret in SECRETS if secret in text]


def test_open_rooms_count_only_with_their_director_there() -> None:
    mine = facts(1)
    rooms = (
        holding(None, RoomState.AVAILABLE),
        holding(facts(9), RoomState.IN_CALL),
        holding(None, RoomState.AVAILABLE, connected=False),
        holding(None, RoomState.CLOSED),
        holding(None, RoomState.PAUSED),
    )
    line = views.citizen(snapshot(mine, rooms=rooms), mine, "1", "es-MX", WORDS, None).line
    assert line is not None
    assert (line.rooms_open, line.rooms_busy) == (2, 1)


@pytest.mark.parametrize(
    ("state", "shown", "slots"),
    [
        (TicketState.WAITING, False, {}),
        (TicketState.CALLED, True, {}),
        (TicketState.IN_CALL, True, {"audio0": "director", "video0": "director"}),
        (TicketState.WRAP_UP, False, {}),
        (TicketState.SERVED, False, {}),
    ],
)
def test_a_call_is_shown_from_the_offer_to_its_end(state: TicketState, shown: bool, slots: dict[str, str]) -> None:
    mine = facts(1, held={"state": state})
    held = holding(mine, RoomState.IN_CALL, media_epoch=5)
    call = views.citizen(snapshot(mine, rooms=(held,)), mine, "1", "es-MX", WORDS, "boot").call
    assert (call is not None) is shown
    if call is not None:
        assert (call.slots, call.epoch, call.director) == (slots, 5, "Ing. Marta Ríos")


def test_a_director_reads_matters_of_those_who_wait_and_a_name_only_when_called() -> None:
    waiting = facts(2)
    called = facts(1, held={"state": TicketState.CALLED})
    held = holding(called, RoomState.RESERVED)
    before = views.director(
        snapshot(waiting, facts(1), rooms=(holding(None, RoomState.AVAILABLE),)),
        holding(None, RoomState.AVAILABLE),
        "es-MX",
        WORDS,
        None,
    )
    assert before.current is None
    assert "Persona" not in before.model_dump_json()
    assert "Contacto" not in before.model_dump_json()
    view = views.director(snapshot(waiting, called, rooms=(held,)), held, "es-MX", WORDS, None)
    assert view.current is not None
    assert (view.current.name, view.current.contact) == ("Persona 1", "Contacto 1")
    assert [one.matter for one in view.waiting] == ["Asunto 2"]
    assert "Persona 2" not in view.model_dump_json()


def test_who_did_not_answer_is_listed_apart() -> None:
    absent = facts(1, held={"state": TicketState.ABSENT})
    room_facts = holding(None, RoomState.AVAILABLE)
    view = views.director(snapshot(absent, facts(2)), room_facts, "es-MX", WORDS, None)
    assert ([one.number for one in view.absent], [one.number for one in view.waiting]) == (["OP-001"], ["OP-002"])


def test_the_board_holds_nothing_personal() -> None:
    called = facts(1, held={"state": TicketState.CALLED})
    board = views.board_queue(snapshot(called, facts(2), rooms=(holding(called, RoomState.RESERVED),)), "es-MX", WORDS)
    assert [(one.number, one.place) for one in board.tickets] == [("OP-002", 1), ("OP-001", None)]
    assert board.rooms[0].number == "OP-001"
    text = board.model_dump_json()
    assert not [word for word in ("Persona", "Asunto", "Contacto", "MTP-") if word in text]


def test_a_moved_citizen_reads_where_and_why_in_the_own_language() -> None:
    reason = MUNICIPALITY.move_reasons[0]
    moved = HistoryFacts(OPENS, "moved", reason.code, {"from_queue": 1, "to_queue": 2})
    mine = facts(1, history=(moved,))
    spanish = views.citizen(snapshot(mine), mine, "1", "es-MX", WORDS, None).history[0].text
    english = views.citizen(snapshot(mine), mine, "1", "en", WORDS, None).history[0].text
    assert WATER.es in spanish
    assert reason.explanation.es in spanish
    assert reason.explanation.en in english


def test_every_kind_of_history_that_is_read_has_words() -> None:
    for kind in HISTORY:
        text = WORDS.history(HistoryFacts(OPENS, kind, None, {}), {}, "en")
        assert "%(" not in text
    for reason in PASSING:
        assert WORDS.history(HistoryFacts(OPENS, "passed", reason, {}), {}, "en")


def test_the_outcome_comes_with_label_note_and_what_follows() -> None:
    known = MUNICIPALITY.dispositions[0]
    step = StepFacts(uuid4(), NextStep("Lleve su recibo", "Recibo", "Sin costo", "Ventanilla 3", None))
    mine = facts(
        1,
        held={"state": TicketState.SERVED},
        outcome=known.outcome,
        disposition=known.code,
        outcome_at=OPENS,
        steps=(step,),
    )
    mine = replace(mine, private=replace(mine.private, note="Ya quedó."))
    view = views.citizen(snapshot(mine), mine, "1", "es-MX", WORDS, None)
    assert view.outcome is not None
    assert (view.outcome.label, view.outcome.follows, view.outcome.note) == (
        known.label.es,
        known.follows.es,
        "Ya quedó.",
    )
    assert view.next_steps[0].place == "Ventanilla 3"


def test_a_room_that_another_ticket_holds_shows_no_call() -> None:
    mine = facts(1, held={"state": TicketState.CALLED})
    other = RoomFacts(room(id=RoomId(2), state=RoomState.IN_CALL), "Otro", TicketId(uuid4()), None, {})
    assert views.citizen(snapshot(mine, rooms=(other,)), mine, "1", "es-MX", WORDS, None).call is None
