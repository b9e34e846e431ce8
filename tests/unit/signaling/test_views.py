"""What each person sees of a queue: enough for them, and nothing of anybody else."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any, get_args
from uuid import uuid4

import pytest

from audiencia.config import Text, load_municipality
from audiencia.flows.facts import (
    AssistFacts,
    Expected,
    HistoryFacts,
    InterpreterFacts,
    MatterFacts,
    NoteFacts,
    Private,
    RoomFacts,
    Snapshot,
    StepFacts,
    TargetFacts,
    TicketFacts,
)
from audiencia.flows.house import InForce
from audiencia.flows.next_steps import NextStep
from audiencia.ids import QueueId, RoomId, SessionId, TicketId
from audiencia.queue.line import Line, LineState
from audiencia.queue.room import RoomState
from audiencia.queue.routing import PASSING, PassedOver, Preference
from audiencia.queue.ticket import TicketState
from audiencia.signaling import messages_out as out
from audiencia.signaling import views, views_board, views_director
from audiencia.signaling.words import HISTORY, PASSED, PASSED_OVER, REASONED, Words
from tests.unit.queue.builders import OPENS, room, session, ticket

MUNICIPALITY = load_municipality(Path("config"))
WORDS = Words(InForce(MUNICIPALITY), lambda lang, message: message, lambda error, lang: error.code.value)
WORKS = Text(es="Obras Públicas", en="Public Works")
WATER = Text(es="Agua", en="Water")
LINE = Line(QueueId(1), SessionId(1), LineState.OPEN, 7, 0, 0, 0, None, None, None)
TARGETS = {
    QueueId(1): TargetFacts(QueueId(1), "obras-publicas", WORKS, "open", 0, 2),
    QueueId(2): TargetFacts(QueueId(2), "agua", WATER, "open", 1, 5),
}
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
        LINE,
        Preference(3, 3),
        "obras-publicas",
        "OP",
        WORKS,
        0,
        OPENS,
        session(),
        {one.ticket.id: one for one in tickets},
        rooms,
        TARGETS,
        owed=tuple(one.ticket.id for one in tickets if one.ticket.state is TicketState.OUTCOME_PENDING),
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


def test_less_data_is_less_picture_for_both_and_voice_alone_none_for_the_citizen() -> None:
    def seen(mode: str) -> tuple[out.CitizenView, out.DirectorView]:
        mine = facts(1, held={"state": TicketState.IN_CALL}, data_mode=mode)
        held = holding(mine, RoomState.IN_CALL)
        shown = snapshot(mine, rooms=(held,))
        return (
            views.citizen(shown, mine, "1", "es-MX", WORDS, None),
            views_director.director([shown], held, "es-MX", WORDS, None),
        )

    for mode, limit, slots in (("normal", 240_000, 2), ("low", 85_000, 2), ("voice", 240_000, 1)):
        citizen, director = seen(mode)
        assert citizen.media.max_bitrate == director.media.max_bitrate == limit
        assert citizen.call is not None and len(citizen.call.slots) == slots
        assert len(director.room.slots) == 2
        assert citizen.ticket.data_mode == mode
        assert director.current is not None and director.current.data_mode == mode


def test_where_what_is_said_is_seen_the_picture_goes_first_on_both_sides() -> None:
    mine = facts(1, held={"state": TicketState.IN_CALL})
    signing = replace(mine, private=replace(mine.private, adjustments=("sign_language",)))
    for one, first in ((mine, False), (signing, True)):
        held = holding(one, RoomState.IN_CALL)
        shown = snapshot(one, rooms=(held,))
        assert views.citizen(shown, one, "1", "es-MX", WORDS, None).media.picture_first is first
        assert views_director.director([shown], held, "es-MX", WORDS, None).media.picture_first is first


def test_a_director_reads_matters_of_those_who_wait_and_a_name_only_when_called() -> None:
    waiting = facts(2)
    called = facts(1, held={"state": TicketState.CALLED})
    held = holding(called, RoomState.RESERVED)
    before = views_director.director(
        [snapshot(waiting, facts(1), rooms=(holding(None, RoomState.AVAILABLE),))],
        holding(None, RoomState.AVAILABLE),
        "es-MX",
        WORDS,
        None,
    )
    assert before.current is None
    assert "Persona" not in before.model_dump_json()
    assert "Contacto" not in before.model_dump_json()
    view = views_director.director([snapshot(waiting, called, rooms=(held,))], held, "es-MX", WORDS, None)
    assert view.current is not None
    assert (view.current.name, view.current.contact) == ("Persona 1", "Contacto 1")
    assert [one.matter for one in view.waiting] == ["Asunto 2"]
    assert "Persona 2" not in view.model_dump_json()


def test_who_asked_for_a_minute_is_seen_to_be_coming() -> None:
    called = facts(1, held={"state": TicketState.CALLED})
    room_facts = holding(called, RoomState.RESERVED)
    seen = []
    for one in (room_facts, replace(room_facts, minute_taken=True)):
        view = views_director.director([snapshot(called, rooms=(one,))], one, "es-MX", WORDS, None)
        assert view.current is not None
        seen.append(view.current.minute_taken)
    assert seen == [False, True]


def test_an_interpreter_whom_nobody_has_is_asked_for_in_sight_of_staff() -> None:
    lsm = InterpreterFacts("lsm_1", "sign_language", Text(es="LSM 1", en="SL 1"), present=False, busy=False)
    private = Private("Persona 1", "Asunto 1", "", ("sign_language", "indigenous_language", "captions"), "")
    asks, room_facts = facts(1, private=private), holding(None, RoomState.AVAILABLE)
    seen = replace(snapshot(asks, facts(2)), interpreters=(lsm,))
    missing = ["Interpreter of an indigenous language"]
    waiting = views_director.director([seen], room_facts, "en", WORDS, None).waiting
    assert [one.unmet for one in waiting] == [missing, []]
    assert views_board.board_queue(seen, "en", WORDS).unmet == missing
    talking = facts(1, private=private, held={"state": TicketState.IN_CALL})
    assert views_board.board_queue(replace(seen, tickets={talking.ticket.id: talking}), "en", WORDS).unmet == []
    for one in (lsm, replace(lsm, helps_with="indigenous_language")):
        seen = replace(seen, interpreters=(*seen.interpreters, one))
    assert views_board.board_queue(seen, "en", WORDS).unmet == []


def test_who_did_not_answer_is_listed_apart() -> None:
    absent = facts(1, held={"state": TicketState.ABSENT})
    room_facts = holding(None, RoomState.AVAILABLE)
    view = views_director.director([snapshot(absent, facts(2))], room_facts, "es-MX", WORDS, None)
    assert ([one.number for one in view.absent], [one.number for one in view.waiting]) == (["OP-001"], ["OP-002"])


def test_the_board_marks_rooms_in_whose_call_a_line_is_poor() -> None:
    talking = facts(1, held={"state": TicketState.IN_CALL})
    room_facts = holding(talking, RoomState.IN_CALL)
    seen = snapshot(talking, rooms=(room_facts,))
    assert not views_board.board_queue(seen, "en", WORDS).rooms[0].poor_line
    assert views_board.board_queue(seen, "en", WORDS, {room_facts.room.id}).rooms[0].poor_line
    over = snapshot(talking, rooms=(holding(talking, RoomState.WRAP_UP),))
    assert not views_board.board_queue(over, "en", WORDS, {room_facts.room.id}).rooms[0].poor_line


def test_the_board_holds_nothing_personal() -> None:
    called = facts(1, held={"state": TicketState.CALLED})
    board = views_board.board_queue(
        snapshot(called, facts(2), rooms=(holding(called, RoomState.RESERVED),)), "es-MX", WORDS
    )
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
    assert PASSED.keys() == PASSING
    assert set(PASSED_OVER) == set(get_args(PassedOver))
    for kind, reasons in (("passed", PASSED), ("passed_over", PASSED_OVER)):
        for reason, words in reasons.items():
            assert WORDS.history(HistoryFacts(OPENS, kind, reason, {}), {}, "en") == words
    for (kind, reason), words in REASONED.items():
        assert WORDS.history(HistoryFacts(OPENS, kind, reason, {}), {}, "en") == words.replace("%(department)s", "")


def test_what_is_read_from_the_log_is_what_there_are_words_for() -> None:
    sql = resources.files("audiencia.queue").joinpath("look.sql").read_text()
    read = re.search(r"AND kind IN \((.*?)\)", sql, re.DOTALL)
    assert read is not None
    assert set(re.findall(r"'([a-z_]+)'", read[1])) == set(HISTORY) | {"passed", "passed_over"}


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


def assisted(held: TicketFacts, *, joined: bool) -> AssistFacts:
    """Room 1 asks room 2 into the call with this ticket."""
    until = OPENS + timedelta(minutes=1)
    return AssistFacts(RoomId(1), RoomId(2), held.ticket.id, until, joined, 9, "Host", "Guest", WORKS, WATER)


def test_three_in_a_call_each_see_the_two_others() -> None:
    mine = facts(1, held={"state": TicketState.IN_CALL})
    assist = assisted(mine, joined=True)
    host = replace(holding(mine, RoomState.IN_CALL, id=RoomId(1)), assist=assist)
    guest = replace(holding(None, RoomState.ASSISTING, id=RoomId(2)), assist=assist)
    seen = snapshot(mine, rooms=(host, guest))
    call = views.citizen(seen, mine, "1", "en", WORDS, None).call
    assert call is not None
    assert call.slots == {"audio0": "director", "video0": "director", "audio1": "second", "video1": "second"}
    assert call.second is not None
    assert (call.second.director, call.second.department) == ("Guest", WATER.en)
    of_host = views_director.director([seen], host, "en", WORDS, None)
    assert of_host.room.slots == {"audio0": "citizen", "video0": "citizen", "audio1": "second", "video1": "second"}
    of_guest = views_director.director([seen], guest, "en", WORDS, None)
    assert of_guest.assist is not None
    assert of_guest.assist.slots == {"audio0": "citizen", "video0": "citizen", "audio1": "first", "video1": "first"}
    assert (of_guest.assist.epoch, of_guest.assist.name, of_guest.assist.role) == (9, "Persona 1", "guest")


def test_who_is_asked_into_a_call_reads_the_matter_and_not_yet_the_name() -> None:
    mine = facts(1, held={"state": TicketState.IN_CALL})
    assist = assisted(mine, joined=False)
    guest = replace(holding(None, RoomState.AVAILABLE, id=RoomId(2)), assist=assist)
    view = views_director.director([snapshot(mine, rooms=(guest,))], guest, "en", WORDS, None)
    assert view.assist is not None
    assert (view.assist.joined, view.assist.matter, view.assist.slots) == (False, "Asunto 1", {})
    assert "Persona 1" not in view.model_dump_json()
    assert views_director.disclosed(view) == {(mine.ticket.id, "assist")}
    citizen = views.citizen(snapshot(mine, rooms=(guest,)), mine, "1", "en", WORDS, None)
    assert citizen.call is None


def test_a_place_is_that_of_the_projected_order() -> None:
    first, second = facts(1), facts(2)
    preferred = facts(3, held={"preferential": True})
    seen = snapshot(first, second, preferred)
    seen = replace(seen, line=replace(LINE, calls=2))
    places = [views.citizen(seen, one, "1", "en", WORDS, None).line for one in (preferred, first, second)]
    assert [line.place for line in places if line] == [1, 2, 3]


def test_an_estimate_is_shown_where_there_is_one() -> None:
    first, second = facts(1), facts(2)
    low, high = OPENS + timedelta(minutes=10), OPENS + timedelta(minutes=20)
    seen = replace(snapshot(first, second), estimates={first.ticket.id: Expected(low, high)})
    of_first = views.citizen(seen, first, "1", "en", WORDS, None).line
    of_second = views.citizen(seen, second, "1", "en", WORDS, None).line
    assert of_first is not None
    assert of_first.estimate is not None
    assert (of_first.estimate.low_at, of_first.estimate.high_at) == (low, high)
    assert of_second is not None
    assert of_second.estimate is None


def test_a_cut_off_call_tells_until_when_it_is_held() -> None:
    mine = facts(1, held={"state": TicketState.RECONNECTING})
    held = holding(mine, RoomState.IN_CALL)
    view = views.citizen(snapshot(mine, rooms=(held,)), mine, "1", "en", WORDS, None)
    assert view.held_until == mine.ticket.state_since + timedelta(seconds=MUNICIPALITY.limits.reconnect_seconds)
    assert view.call is not None
    assert view.call.slots == {"audio0": "director", "video0": "director"}


def test_a_held_call_is_shown_and_nobody_is_in_its_slots() -> None:
    mine = facts(1, held={"state": TicketState.ON_HOLD})
    view = views.citizen(snapshot(mine, rooms=(holding(mine, RoomState.ON_HOLD),)), mine, "1", "en", WORDS, None)
    assert view.call is not None
    assert (view.call.slots, view.held_until) == ({}, None)


def test_a_paused_line_says_why_and_until_when() -> None:
    mine = facts(1)
    until = OPENS + timedelta(minutes=10)
    paused = replace(LINE, state=LineState.PAUSED, paused_until=until, paused_reason="break")
    view = views.citizen(replace(snapshot(mine), line=paused, state="paused"), mine, "1", "en", WORDS, None)
    assert view.queue_pause is not None
    assert (view.queue_pause.reason, view.queue_pause.until) == ("Break", until)
    assert views.citizen(snapshot(mine), mine, "1", "en", WORDS, None).queue_pause is None


def test_a_line_whose_rooms_are_all_on_a_break_says_the_first_that_comes_back() -> None:
    mine = facts(1)
    soon, later = OPENS + timedelta(minutes=5), OPENS + timedelta(minutes=10)
    breaks = (
        holding(None, RoomState.PAUSED, paused_until=later, paused_reason="technical"),
        holding(None, RoomState.PAUSED, paused_until=soon, paused_reason="break"),
        holding(None, RoomState.CLOSED),
    )
    now = snapshot(mine, rooms=breaks)

    def pause(seen: Snapshot) -> tuple[str, datetime | None] | None:
        found = views.citizen(seen, mine, "1", "en", WORDS, None).queue_pause
        return None if found is None else (found.reason, found.until)

    assert pause(now) == ("Break", soon)
    assert pause(replace(now, now=soon)) == ("Break", None)
    assert pause(replace(now, rooms=(*breaks, holding(None, RoomState.IN_CALL)))) is None
    assert pause(replace(now, rooms=breaks[2:])) is None


def test_matters_and_the_citizens_word() -> None:
    matter = MatterFacts(uuid4(), WATER, Text(es="Fugas", en="Leaks"), "Hay una fuga")
    waiting = facts(1, matters=(matter,))
    view = views.citizen(snapshot(waiting), waiting, "1", "en", WORDS, None)
    assert [(one.department, one.topic, one.matter) for one in view.matters] == [("Water", "Leaks", "Hay una fuga")]
    assert view.matters_left == MUNICIPALITY.limits.further_matters - 1 == 1
    for begun, left in ((1, 0), (2, 0)):
        further = replace(waiting, begun=begun)
        assert views.citizen(snapshot(further), further, "1", "en", WORDS, None).matters_left == left
    absent = facts(1, held={"state": TicketState.ABSENT})
    assert views.citizen(snapshot(absent), absent, "1", "en", WORDS, None).matters_left == 0
    assert view.word is None
    served = facts(
        2,
        held={"state": TicketState.SERVED},
        outcome="resolved_immediately",
        disposition="information_given",
        outcome_at=OPENS,
        says_resolved=False,
        reopened=True,
    )
    said = views.citizen(snapshot(served), served, "1", "en", WORDS, None)
    assert said.word is not None
    assert (said.word.resolved, said.word.reopened, said.word.until) == (False, True, OPENS + timedelta(hours=48))
    assert said.matters_left == 0


def test_a_director_reads_notes_of_earlier_legs_and_what_is_still_owed() -> None:
    current = facts(1, held={"state": TicketState.IN_CALL}, notes=(NoteFacts(WATER, "Revisar recibo"),))
    owed = facts(2, held={"state": TicketState.OUTCOME_PENDING})
    held = replace(holding(current, RoomState.IN_CALL), interpreter=Text(es="Intérprete", en="Interpreter"))
    view = views_director.director([snapshot(current, owed, rooms=(held,))], held, "en", WORDS, None)
    assert view.current is not None
    assert [(one.department, one.note) for one in view.current.notes] == [("Water", "Revisar recibo")]
    assert view.current.interpreter == "Interpreter"
    assert [(one.number, one.name) for one in view.pending] == [("OP-002", "Persona 2")]
    assert views_director.disclosed(view) == {
        (current.ticket.id, "attention"),
        (owed.ticket.id, "outcome_pending"),
    }
    earlier = facts(3, held={"state": TicketState.OUTCOME_PENDING, "queue_id": QueueId(9)})
    view = views_director.director([snapshot(current, owed, earlier, rooms=(held,))], held, "en", WORDS, None)
    assert [one.number for one in view.pending] == ["OP-002", "OP-003"], "of an earlier jornada too"
    assert [(one.department_slug, one.rooms_free, one.waiting) for one in view.targets] == [("agua", 1, 5)]


def test_a_room_that_serves_two_lines_lists_both_by_seniority() -> None:
    here, there = facts(2), facts(1, held={"queue_id": QueueId(2)})
    serving = holding(None, RoomState.AVAILABLE, serves=(QueueId(1), QueueId(2)))
    home = snapshot(here, rooms=(serving,))
    other = replace(snapshot(there, rooms=(serving,)), queue_id=QueueId(2))
    view = views_director.director([home, other], serving, "en", WORDS, None)
    assert [(one.number, one.place) for one in view.waiting] == [("OP-001", 1), ("OP-002", 1)]
    assert view.room.serves == ["Public Works", "Water"]


def test_the_board_says_what_a_moderator_acts_on() -> None:
    gone = facts(1, held={"state": TicketState.NO_SHOW, "calls": 2})
    owed = facts(2, held={"state": TicketState.OUTCOME_PENDING})
    line = replace(LINE, cap=5)
    serving = holding(None, RoomState.AVAILABLE, serves=(QueueId(1), QueueId(2)))
    seen = replace(snapshot(gone, owed, rooms=(serving,)), line=line, late=True)
    board = views_board.board_queue(seen, "en", WORDS)
    assert (board.cap, board.late, board.pending) == (5, True, 1)
    assert [(one.number, one.state, one.calls) for one in board.tickets] == [
        ("OP-001", "no_show", 2),
        ("OP-002", "outcome_pending", 0),
    ]
    assert board.rooms[0].serves == ["obras-publicas", "agua"]
    assert views_board.board_queue(snapshot(), "en", WORDS).cap == MUNICIPALITY.limits.queue_cap


def test_interpreters_are_shown_with_what_they_help_with() -> None:
    one = InterpreterFacts("lsm_1", "sign_language", Text(es="LSM 1", en="SL 1"), present=True, busy=False)
    shown = views_board.interpreters([one], "en", WORDS).interpreters[0]
    assert (shown.name, shown.helps_with) == ("SL 1", "Mexican Sign Language interpreter")
    assert (shown.present, shown.busy) == (True, False)
