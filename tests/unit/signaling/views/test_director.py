"""What a director sees of the queues of a room, beside what the citizen sees of the same call."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from audiencia.core.ids import QueueId, RoomId, StaffId
from audiencia.queue.domain.assist import AssistKind
from audiencia.queue.domain.queue import QueueState
from audiencia.queue.domain.room import RoomState
from audiencia.queue.domain.ticket import TicketState
from audiencia.queue.snapshot.facts import InterpreterFacts, Snapshot
from audiencia.queue.snapshot.room_facts import AssistantFacts
from audiencia.queue.snapshot.ticket_facts import NoteFacts, Private, WorkingNote
from audiencia.settings.config import Text
from audiencia.signaling import messages_out as out
from audiencia.signaling.views import board, waiting
from audiencia.signaling.views import citizen as views_citizen
from audiencia.signaling.views import director as views_director
from audiencia.signaling.views import seat as views_seat
from audiencia.signaling.views.waiting import FRONT, MOST_TOLD
from audiencia.signaling.words import UNREADABLE
from tests.support.view_builders import LINE, WATER, WORDS, assisted, facts, holding, snapshot


def test_less_data_is_less_picture_for_both_and_voice_alone_none_for_the_citizen() -> None:
    def seen(mode: str) -> tuple[out.CitizenView, out.DirectorView]:
        mine = facts(1, held={"state": TicketState.IN_CALL}, data_mode=mode)
        held = holding(mine, RoomState.IN_CALL)
        shown = snapshot(mine, rooms=(held,))
        return (
            views_citizen.citizen(shown, mine, "1", "es-MX", WORDS, None),
            views_director.director([shown], held, "es-MX", WORDS, None),
        )

    for mode, limit, slots in (("normal", 240_000, 2), ("low", 85_000, 2), ("voice", 240_000, 1)):
        citizen, director = seen(mode)
        assert citizen.media.max_bitrate == director.media.max_bitrate == limit
        assert citizen.call is not None and len(citizen.call.slots) == slots
        assert len(director.room.slots) == 2
        assert citizen.ticket.data_mode == mode
        assert director.current is not None and director.current.data_mode == mode


def test_both_read_that_the_camera_is_paused() -> None:
    for paused in (False, True):
        mine = facts(1, held={"state": TicketState.IN_CALL}, camera_paused=paused)
        held = holding(mine, RoomState.IN_CALL)
        shown = snapshot(mine, rooms=(held,))
        director = views_director.director([shown], held, "es-MX", WORDS, None)
        assert views_citizen.citizen(shown, mine, "1", "es-MX", WORDS, None).ticket.camera_paused is paused
        assert director.current is not None and director.current.camera_paused is paused


def test_both_read_what_the_other_turned_off() -> None:
    mine = facts(1, held={"state": TicketState.IN_CALL}, turned_off=("camera",))
    held = replace(holding(mine, RoomState.IN_CALL), turned_off=("microphone",))
    shown = snapshot(mine, rooms=(held,))
    director = views_director.director([shown], held, "es-MX", WORDS, None)
    citizen = views_citizen.citizen(shown, mine, "1", "es-MX", WORDS, None)
    assert citizen.call is not None and citizen.call.turned_off == director.room.turned_off == ["microphone"]
    assert director.current is not None and director.current.turned_off == citizen.ticket.turned_off == ["camera"]


def test_where_what_is_said_is_seen_the_picture_goes_first_on_both_sides() -> None:
    mine = facts(1, held={"state": TicketState.IN_CALL})
    signing = replace(mine, private=replace(mine.private, adjustments=("sign_language",)))
    for one, first in ((mine, False), (signing, True)):
        held = holding(one, RoomState.IN_CALL)
        shown = snapshot(one, rooms=(held,))
        assert views_citizen.citizen(shown, one, "1", "es-MX", WORDS, None).media.picture_first is first
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
    lsm = InterpreterFacts(
        code="lsm_1", helps_with="sign_language", name=Text(es="LSM 1", en="SL 1"), present=False, busy=False
    )
    private = Private(
        name="Persona 1",
        matter="Asunto 1",
        contact="",
        adjustments=("sign_language", "indigenous_language", "captions"),
        note="",
    )
    asks, room_facts = facts(1, private=private), holding(None, RoomState.AVAILABLE)
    seen = replace(snapshot(asks, facts(2)), interpreters=(lsm,))
    missing = ["Interpreter of an indigenous language"]
    waiting = views_director.director([seen], room_facts, "en", WORDS, None).waiting
    assert [one.unmet for one in waiting] == [missing, []]
    assert board.board_queue(seen, board.Board("en", WORDS)).unmet == missing
    talking = facts(1, private=private, held={"state": TicketState.IN_CALL})
    assert board.board_queue(replace(seen, tickets={talking.ticket.id: talking}), board.Board("en", WORDS)).unmet == []
    for one in (lsm, replace(lsm, helps_with="indigenous_language")):
        seen = replace(seen, interpreters=(*seen.interpreters, one))
    assert board.board_queue(seen, board.Board("en", WORDS)).unmet == []


def test_of_a_minor_it_is_said_who_authorises_it_and_to_whom_attends_alone() -> None:
    private = Private(name="Persona 1", matter="Asunto 1", contact="", adjustments=(), note="", guardian="Rosa Núñez")
    for state, told in ((TicketState.CALLED, True), (TicketState.WAITING, False)):
        one = facts(1, private=private, held={"state": state})
        room_facts = holding(one, RoomState.RESERVED) if told else holding(None, RoomState.AVAILABLE)
        view = views_director.director([snapshot(one, rooms=(room_facts,))], room_facts, "es-MX", WORDS, None)
        assert ("Rosa" in view.model_dump_json()) is told
        assert view.current is None or view.current.guardian == "Rosa Núñez"


def test_who_did_not_answer_is_listed_apart() -> None:
    absent = facts(1, held={"state": TicketState.ABSENT})
    room_facts = holding(None, RoomState.AVAILABLE)
    view = views_director.director([snapshot(absent, facts(2))], room_facts, "es-MX", WORDS, None)
    assert ([one.number for one in view.absent], [one.number for one in view.waiting]) == (["OP-001"], ["OP-002"])


def test_the_next_one_is_whom_a_call_would_take() -> None:
    """Ready before not ready, of several lines the one of most seniority, and nobody whom the room cannot attend."""
    both = (QueueId(1), QueueId(2))
    room_facts = holding(None, RoomState.AVAILABLE, serves=both)
    first, ready = facts(1), facts(2, held={"ready": True})
    signs = facts(1, held={"needs": "sign_language"})
    elsewhere = facts(1, held={"wanted_director": StaffId(9)})
    lsm = InterpreterFacts(
        code="lsm_1", helps_with="sign_language", name=Text(es="LSM 1", en="SL 1"), present=True, busy=False
    )
    other_line = replace(snapshot(facts(0, held={"queue_id": QueueId(2)})), queue_id=QueueId(2))

    def following(*snapshots: Snapshot) -> UUID | None:
        return views_director.director(snapshots, room_facts, "es-MX", WORDS, None).next_ticket

    assert following(snapshot(first, facts(3))) == first.ticket.id
    assert following(snapshot(first, facts(3), ready)) == ready.ticket.id
    assert following(snapshot(signs, facts(3))) != signs.ticket.id
    assert following(replace(snapshot(signs, facts(3)), interpreters=(lsm,))) == signs.ticket.id
    assert following(replace(snapshot(signs), interpreters=(replace(lsm, busy=True),))) is None
    theirs = holding(None, RoomState.IN_CALL, id=RoomId(2), director_id=StaffId(9), serves=both)
    assert following(snapshot(elsewhere, rooms=(theirs,))) is None
    gone = replace(theirs, room=replace(theirs.room, draining=True))
    assert following(snapshot(elsewhere, rooms=(gone,))) == elsewhere.ticket.id
    older = next(iter(other_line.tickets))
    assert following(snapshot(first, facts(3)), other_line) == older
    paused = replace(other_line, queue=replace(LINE, state=QueueState.PAUSED))
    assert following(snapshot(first, facts(3)), paused) == first.ticket.id
    assert following(snapshot()) is None


def test_an_assistant_whose_page_is_closed_is_announced_to_nobody() -> None:
    mine = facts(1, held={"state": TicketState.IN_CALL})
    there, closed = (
        AssistantFacts(staff_id=StaffId(5), name="Eva", connected=True, announced=True),
        AssistantFacts(staff_id=StaffId(6), name="Ana", connected=False, announced=False),
    )

    def told(*assistants: AssistantFacts) -> list[tuple[str, int]]:
        held = replace(holding(mine, RoomState.IN_CALL), assistants=assistants)
        shown = snapshot(mine, rooms=(held,))
        view = views_director.director([shown], held, "en", WORDS, None)
        call = views_citizen.citizen(shown, mine, "1", "en", WORDS, None).call
        assert call is not None and call.company == view.room.told
        assert len(view.assistants) == len(assistants), "the seat can still be freed"
        return [(one.label, one.count) for one in view.room.told]

    assert told(there, closed) == [("Assistant", 1)]
    assert told(closed) == []


def test_three_in_a_call_each_see_the_two_others() -> None:
    mine = facts(1, held={"state": TicketState.IN_CALL})
    assist = assisted(mine, joined=True)
    host = replace(holding(mine, RoomState.IN_CALL, id=RoomId(1)), guests=(assist,))
    guest = replace(holding(None, RoomState.ASSISTING, id=RoomId(2)), assist=assist, fellows=(assist,))
    seen = snapshot(mine, rooms=(host, guest))
    call = views_citizen.citizen(seen, mine, "1", "en", WORDS, None).call
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
    assert (call.further, of_host.further, of_guest.further) == ([], [], [])


def test_of_six_in_a_call_each_sees_the_five_others_in_one_order() -> None:
    mine = facts(1, held={"state": TicketState.IN_CALL})
    guests = tuple(
        replace(assisted(mine, joined=True), id=n, guest_room_id=RoomId(n), guest_director=f"G{n}") for n in range(2, 6)
    )
    guests = (*guests[:2], replace(guests[2], guest_shares=True), guests[3])
    host = replace(holding(mine, RoomState.IN_CALL, id=RoomId(1)), guests=guests)
    seen = snapshot(mine, rooms=(host,))
    call = views_citizen.citizen(seen, mine, "1", "en", WORDS, None).call
    assert call is not None and call.second is not None
    assert [one.director for one in (call.second, *call.further)] == ["G2", "G3", "G4", "G5"]
    assert _sounds(call.slots) == ["director", "second", "third", "fourth", "fifth"]
    assert call.slots["screen0"] == "fourth"
    of_host = views_director.director([seen], host, "en", WORDS, None)
    assert of_host.assist is not None and of_host.assist.role == "host"
    assert [of_host.assist.director, *(one.director for one in of_host.further)] == ["G2", "G3", "G4", "G5"]
    assert _sounds(of_host.room.slots) == ["citizen", "second", "third", "fourth", "fifth"]
    for own, others in ((0, ["third", "fourth", "fifth"]), (2, ["second", "third", "fifth"])):
        room = holding(None, RoomState.ASSISTING, id=guests[own].guest_room_id)
        view = views_director.director([seen], replace(room, assist=guests[own], fellows=guests), "en", WORDS, None)
        assert view.assist is not None and view.assist.role == "guest"
        assert _sounds(view.assist.slots) == ["citizen", "first", *others]
        assert view.assist.slots.get("screen0") == ("fourth" if own == 0 else None)
        assert [one.director for one in view.further] == [
            one.guest_director for one in guests if one is not guests[own]
        ]


def test_who_was_asked_is_seen_by_the_host_alone_and_who_knocks_by_nobody_as_a_guest() -> None:
    mine = facts(1, held={"state": TicketState.IN_CALL})
    joined = replace(assisted(mine, joined=True), id=2)
    asked = replace(assisted(mine, joined=False), id=3, guest_room_id=RoomId(3), guest_director="Asked")
    knocks = replace(asked, id=4, guest_room_id=RoomId(4), guest_director="Mayor", kind=AssistKind.KNOCK)
    host = replace(holding(mine, RoomState.IN_CALL, id=RoomId(1)), guests=(joined, asked, knocks))
    seen = snapshot(mine, rooms=(host,))
    of_host = views_director.director([seen], host, "en", WORDS, None)
    assert [(one.director, one.joined) for one in of_host.further] == [("Asked", False)]
    assert of_host.knock is not None and of_host.knock.director == "Mayor"
    citizen = views_citizen.citizen(seen, mine, "1", "en", WORDS, None)
    assert citizen.call is not None and citizen.call.further == []
    assert citizen.knock is not None
    fellow = replace(holding(None, RoomState.ASSISTING, id=RoomId(2)), assist=joined, fellows=host.guests)
    assert views_director.director([seen], fellow, "en", WORDS, None).further == []


def _sounds(slots: Mapping[str, str]) -> list[str]:
    """Who is heard, by slot; who is seen is in the same place."""
    assert [slots[f"video{n}"] for n in range(5) if f"video{n}" in slots] == [
        slots[f"audio{n}"] for n in range(5) if f"audio{n}" in slots
    ]
    return [slots[f"audio{n}"] for n in range(5) if f"audio{n}" in slots]


def test_who_is_asked_into_a_call_reads_the_matter_and_not_yet_the_name() -> None:
    mine = facts(1, held={"state": TicketState.IN_CALL})
    assist = assisted(mine, joined=False)
    guest = replace(holding(None, RoomState.AVAILABLE, id=RoomId(2)), assist=assist)
    view = views_director.director([snapshot(mine, rooms=(guest,))], guest, "en", WORDS, None)
    assert view.assist is not None
    assert (view.assist.joined, view.assist.matter, view.assist.slots) == (False, "Asunto 1", {})
    assert "Persona 1" not in view.model_dump_json()
    assert views_director.disclosed(view) == {(mine.ticket.id, "assist")}
    citizen = views_citizen.citizen(snapshot(mine, rooms=(guest,)), mine, "1", "en", WORDS, None)
    assert citizen.call is None


def test_of_a_matter_that_does_not_open_a_director_reads_that_wherever_it_stands() -> None:
    private = Private(name="", matter=None, contact="", adjustments=(), note="")
    mine = facts(1, private=private, held={"state": TicketState.IN_CALL})
    owed = facts(2, private=private, held={"state": TicketState.OUTCOME_PENDING})
    held = holding(mine, RoomState.IN_CALL)
    view = views_director.director([snapshot(facts(3, private=private), mine, owed)], held, "en", WORDS, None)
    guest = replace(holding(None, RoomState.AVAILABLE, id=RoomId(2)), assist=assisted(mine, joined=False))
    asked = views_director.director([snapshot(mine, rooms=(guest,))], guest, "en", WORDS, None)
    assert view.current is not None and asked.assist is not None
    assert (view.current.matter, asked.assist.matter) == (UNREADABLE, UNREADABLE)
    assert [one.matter for one in view.waiting] == [one.matter for one in view.pending] == [UNREADABLE]
    people = (view.current, asked.assist, *view.waiting, *view.pending)
    assert [one.damaged for one in people] == [("matter",)] * 4


def test_of_what_is_blank_and_does_not_open_that_is_said_to_whom_it_is_shown() -> None:
    damaged = ("name", "matter", "contact", "adjustments", "guardian")
    private = Private(name="", matter=None, contact="", adjustments=(), note="", damaged=damaged)
    mine = facts(1, private=private, held={"state": TicketState.IN_CALL}, working=WorkingNote(version=3, text=None))
    held = holding(mine, RoomState.IN_CALL)
    view = views_director.director([snapshot(facts(2, private=private), mine)], held, "en", WORDS, None)
    assert view.current is not None
    assert set(view.current.damaged) == set(damaged)
    assert (view.current.note.version, view.current.note.text, view.current.note.damaged) == (3, "", True)
    assert view.waiting[0].damaged == ("matter", "adjustments")
    seat = views_seat.assisted([snapshot(mine)], held, "en", WORDS)
    assert seat.current is not None
    assert set(seat.current.damaged) == set(damaged) - {"contact"}, "they are shown no contact"
    for joined, told in ((False, ("matter",)), (True, ("matter", "name"))):
        guest = replace(holding(None, RoomState.AVAILABLE, id=RoomId(2)), assist=assisted(mine, joined=joined))
        asked = views_director.director([snapshot(mine, rooms=(guest,))], guest, "en", WORDS, None)
        assert asked.assist is not None and asked.assist.damaged == told


def test_a_director_reads_notes_of_earlier_legs_and_what_is_still_owed() -> None:
    current = facts(
        1,
        held={"state": TicketState.IN_CALL},
        notes=(NoteFacts(department=WATER, note="Revisar recibo"), NoteFacts(department=WATER, note=None)),
    )
    owed = facts(2, held={"state": TicketState.OUTCOME_PENDING})
    held = replace(holding(current, RoomState.IN_CALL), interpreter=Text(es="Intérprete", en="Interpreter"))
    view = views_director.director([snapshot(current, owed, rooms=(held,))], held, "en", WORDS, None)
    assert view.current is not None
    assert [(one.department, one.note) for one in view.current.notes] == [
        ("Water", "Revisar recibo"),
        ("Water", UNREADABLE),
    ]
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


def test_a_long_line_is_shown_by_its_front_and_told_part_by_part() -> None:
    people = [facts(n) for n in range(FRONT + MOST_TOLD + 5)]
    mine = holding(None, RoomState.AVAILABLE)
    seen = snapshot(*people, rooms=(mine,))
    view = views_director.director([seen], mine, "en", WORDS, None)
    assert [one.number for one in view.waiting] == [one.ticket.number for one in people[:FRONT]]
    assert view.waiting_total == len(people)
    told = [waiting.part([seen], after, "en", WORDS) for after in (FRONT, FRONT + MOST_TOLD, len(people))]
    assert [len(one.waiting) for one in told] == [MOST_TOLD, 5, 0]
    assert [one.place for one in told[1].waiting] == [FRONT + MOST_TOLD + n for n in range(1, 6)]
    assert {one.total for one in told} == {len(people)}


def test_whoever_is_called_next_is_shown_however_far_back_they_are() -> None:
    needs = {"needs": "sign_language"}
    people = [*(facts(n, held=needs) for n in range(FRONT + 3)), facts(FRONT + 3), facts(FRONT + 4)]
    mine = holding(None, RoomState.AVAILABLE, serves=(QueueId(1),))
    view = views_director.director([snapshot(*people, rooms=(mine,))], mine, "en", WORDS, None)
    assert view.next_ticket == people[FRONT + 3].ticket.id
    assert [one.ticket_id for one in view.waiting[FRONT:]] == [view.next_ticket]
