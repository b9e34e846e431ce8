"""What a citizen sees of a queue: the own place and call, and of others a number."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from audiencia.cases.use_cases.next_steps import UNREADABLE, UNREADABLE_TO_STAFF, NextStep, damaged
from audiencia.core.ids import RoomId, TicketId
from audiencia.queue.domain.queue import QueueState
from audiencia.queue.domain.room import RoomState
from audiencia.queue.domain.ticket import TicketState
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.order import SHOWN_SEATS
from audiencia.queue.snapshot.room_facts import RoomFacts
from audiencia.queue.snapshot.ticket_facts import (
    AnnouncementFacts,
    HistoryFacts,
    MatterFacts,
    Private,
    StepFacts,
    TicketFacts,
)
from audiencia.runtime.forecast import Expected
from audiencia.settings.config import Text
from audiencia.signaling.views import citizen, director, queue_news
from tests.support.queue_builders import OPENS, room
from tests.support.view_builders import LINE, MUNICIPALITY, WATER, WORDS, facts, holding, snapshot

SECRETS = ("Rosa Pérez", "Fuga frente a mi casa", "722 555 0101", "llamarme tarde")


def test_a_citizen_sees_the_own_place_and_only_numbers_of_others() -> None:
    others = [
        facts(
            n, private=Private(name=SECRETS[0], matter=SECRETS[1], contact=SECRETS[2], adjustments=(), note=SECRETS[3])
        )
        for n in (1, 2)
    ]
    mine = facts(3)
    view = citizen.citizen(snapshot(*others, mine), mine, "123456", "es-MX", WORDS, "boot")
    assert view.line is not None
    assert view.line.place == 3
    assert view.line.front == ["OP-001", "OP-002", "OP-003"]
    text = view.model_dump_json()
    assert not [secret for secret in SECRETS if secret in text]


def test_everybody_sees_the_numbers_of_the_first_ones() -> None:
    people = [facts(n) for n in range(20)]
    seen = snapshot(*people)
    for place in (1, SHOWN_SEATS, 16):
        line = queue_news.queue(seen, people[place - 1])
        assert line is not None
        assert (line.place, line.front) == (place, [f"OP-{n:03d}" for n in range(SHOWN_SEATS)])


def _same_rest(before: Snapshot, after: Snapshot, *, lang: str = "es-MX") -> bool:
    """Whether what the first person of both sees is known to differ in the line at most."""
    first = next(iter(before.tickets))
    if not all(citizen.only_the_queue_moves(one, one.tickets[first]) for one in (before, after)):
        return False
    rests = [(one.tickets[first], citizen.shared(one, lang, WORDS)) for one in (before, after)]
    return rests[0] == rests[1]


def test_when_only_the_line_moved_on_the_rest_of_the_view_is_the_same() -> None:
    mine, other = facts(1), facts(2)
    seen = snapshot(mine, other)
    moved_on = replace(seen, version=8, tickets={mine.ticket.id: mine}, rooms=(holding(None, RoomState.AVAILABLE),))
    assert _same_rest(seen, moved_on)
    before, after = (
        citizen.citizen(one, mine, "1", "es-MX", WORDS, None).model_dump(exclude={"version", "now"})
        for one in (seen, moved_on)
    )
    assert before.pop("line") != after.pop("line")
    assert before == after


def test_what_else_a_person_sees_makes_the_rest_another() -> None:
    mine = facts(1)
    seen, told = snapshot(mine), AnnouncementFacts(id=1, text="", made_at=OPENS, until=OPENS + timedelta(hours=1))
    later = replace(seen.session, closes_at=seen.session.closes_at + timedelta(minutes=30))
    paused = holding(None, RoomState.PAUSED)
    for other in (
        replace(seen, announcements=(told,)),
        replace(seen, state="paused", queue=replace(LINE, state=QueueState.PAUSED)),
        replace(seen, rooms=(paused,)),
        replace(seen, session=later),
        replace(seen, tickets={mine.ticket.id: replace(mine, data_mode="low")}),
        replace(seen, tickets={mine.ticket.id: replace(mine, announcements=(told,))}),
        replace(seen, tickets={mine.ticket.id: facts(1, held={"id": mine.ticket.id, "state": TicketState.POSTPONED})}),
    ):
        assert not _same_rest(seen, other)


@pytest.mark.parametrize(
    ("state", "read"),
    [
        (TicketState.BOOKED, ["all", "own"]),
        (TicketState.WAITING, ["all", "own"]),
        (TicketState.POSTPONED, ["all", "own"]),
        (TicketState.ABSENT, ["all", "own"]),
        (TicketState.CALLED, ["own"]),
        (TicketState.IN_CALL, ["own"]),
        (TicketState.WRAP_UP, ["own"]),
        (TicketState.SERVED, []),
        (TicketState.LEFT, []),
    ],
)
def test_what_the_line_is_told_is_read_while_waiting_and_the_own_until_the_end(
    state: TicketState, read: list[str]
) -> None:
    until = OPENS + timedelta(hours=1)
    told, own = (
        AnnouncementFacts(id=-at, text=text, made_at=OPENS, until=until) for at, text in enumerate(("all", "own"))
    )
    mine = replace(facts(1, held={"id": TicketId(uuid4()), "state": state}), announcements=(own,))
    seen = replace(snapshot(mine), announcements=(told,))
    view = citizen.citizen(seen, mine, "1", "es-MX", WORDS, None)
    assert [one.text for one in view.announcements] == read


def test_an_announcement_to_one_person_that_does_not_open_keeps_its_place() -> None:
    own = AnnouncementFacts(id=1, text=None, made_at=OPENS, until=OPENS + timedelta(hours=1))
    mine = replace(facts(1), announcements=(own,))
    view = citizen.citizen(snapshot(mine), mine, "1", "en", WORDS, None)
    assert [(one.text, one.damaged) for one in view.announcements] == [("It does not open.", True)]


def test_open_rooms_count_only_with_their_director_there() -> None:
    mine = facts(1)
    rooms = (
        holding(None, RoomState.AVAILABLE),
        holding(facts(9), RoomState.IN_CALL),
        holding(None, RoomState.AVAILABLE, connected=False),
        holding(None, RoomState.CLOSED),
        holding(None, RoomState.PAUSED),
    )
    line = citizen.citizen(snapshot(mine, rooms=rooms), mine, "1", "es-MX", WORDS, None).line
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
    call = citizen.citizen(snapshot(mine, rooms=(held,)), mine, "1", "es-MX", WORDS, "boot").call
    assert (call is not None) is shown
    if call is not None:
        assert (call.slots, call.epoch, call.director) == (slots, 5, "Ing. Marta Ríos")


def test_a_moved_citizen_reads_where_and_why_in_the_own_language() -> None:
    reason = MUNICIPALITY.move_reasons[0]
    moved = HistoryFacts(id=1, at=OPENS, kind="moved", reason=reason.code, detail={"from_queue": 1, "to_queue": 2})
    mine = facts(1, history=(moved,))
    spanish = citizen.citizen(snapshot(mine), mine, "1", "es-MX", WORDS, None).history[0].text
    english = citizen.citizen(snapshot(mine), mine, "1", "en", WORDS, None).history[0].text
    assert WATER.es in spanish
    assert reason.explanation.es in spanish
    assert reason.explanation.en in english


def served(step: StepFacts, note: str | None) -> TicketFacts:
    """Who was attended, with this next step and the note of the result."""
    known = MUNICIPALITY.dispositions[0]
    mine = facts(
        1,
        held={"state": TicketState.SERVED},
        outcome=known.outcome,
        disposition=known.code,
        outcome_at=OPENS,
        steps=(step,),
    )
    return replace(mine, private=replace(mine.private, note=note))


def test_the_outcome_comes_with_label_note_and_what_follows() -> None:
    known = MUNICIPALITY.dispositions[0]
    step = StepFacts(id=uuid4(), content=NextStep("Lleve su recibo", "Recibo", "Sin costo", "Ventanilla 3", None))
    mine = served(step, "Ya quedó.")
    view = citizen.citizen(snapshot(mine), mine, "1", "es-MX", WORDS, None)
    assert view.outcome is not None
    assert (view.outcome.label, view.outcome.follows, view.outcome.note) == (
        known.label.es,
        known.follows.es,
        "Ya quedó.",
    )
    assert view.next_steps[0].place == "Ventanilla 3"


def test_in_the_place_of_what_does_not_open_that_is_said() -> None:
    step = StepFacts(id=uuid4(), content=damaged(OPENS.date()))
    mine = served(step, None)
    view = citizen.citizen(snapshot(mine), mine, "1", "en", WORDS, None)
    assert view.outcome is not None and view.outcome.note == "It does not open."
    assert [(one.step, one.due, one.place) for one in view.next_steps] == [(UNREADABLE, OPENS.date(), "")]
    attended = facts(2, held={"state": TicketState.IN_CALL}, steps=(step,))
    room_facts = holding(attended, RoomState.IN_CALL)
    current = director.current(attended, room_facts, "en", WORDS)
    assert [(one.step, one.due) for one in current.next_steps] == [(UNREADABLE_TO_STAFF, OPENS.date())]


def test_a_room_that_another_ticket_holds_shows_no_call() -> None:
    mine = facts(1, held={"state": TicketState.CALLED})
    other = RoomFacts(
        room=room(id=RoomId(2), state=RoomState.IN_CALL),
        director="Otro",
        ticket_id=TicketId(uuid4()),
        answer_until=None,
        counts={},
    )
    assert citizen.citizen(snapshot(mine, rooms=(other,)), mine, "1", "es-MX", WORDS, None).call is None


def test_a_place_is_that_of_the_projected_order() -> None:
    first, second = facts(1), facts(2)
    preferred = facts(3, held={"preferential": True})
    seen = snapshot(first, second, preferred)
    seen = replace(seen, queue=replace(LINE, calls=2))
    places = [citizen.citizen(seen, one, "1", "en", WORDS, None).line for one in (preferred, first, second)]
    assert [line.place for line in places if line] == [1, 2, 3]


def test_an_estimate_is_shown_where_there_is_one() -> None:
    first, second = facts(1), facts(2)
    low, high = OPENS + timedelta(minutes=10), OPENS + timedelta(minutes=20)
    seen = replace(snapshot(first, second), estimates={first.ticket.id: Expected(low, high)})
    of_first = citizen.citizen(seen, first, "1", "en", WORDS, None).line
    of_second = citizen.citizen(seen, second, "1", "en", WORDS, None).line
    assert of_first is not None
    assert of_first.estimate is not None
    assert (of_first.estimate.low_at, of_first.estimate.high_at) == (low, high)
    assert of_second is not None
    assert of_second.estimate is None


def test_a_cut_off_call_tells_until_when_it_is_held() -> None:
    mine = facts(1, held={"state": TicketState.RECONNECTING})
    held = holding(mine, RoomState.IN_CALL)
    view = citizen.citizen(snapshot(mine, rooms=(held,)), mine, "1", "en", WORDS, None)
    assert view.held_until == mine.ticket.state_since + timedelta(seconds=MUNICIPALITY.limits.reconnect_seconds)
    assert view.call is not None
    assert view.call.slots == {"audio0": "director", "video0": "director"}


def test_a_held_call_is_shown_and_nobody_is_in_its_slots() -> None:
    mine = facts(1, held={"state": TicketState.ON_HOLD})
    view = citizen.citizen(snapshot(mine, rooms=(holding(mine, RoomState.ON_HOLD),)), mine, "1", "en", WORDS, None)
    assert view.call is not None
    assert (view.call.slots, view.held_until) == ({}, None)


def test_a_paused_line_says_why_and_until_when() -> None:
    mine = facts(1)
    until = OPENS + timedelta(minutes=10)
    paused = replace(LINE, state=QueueState.PAUSED, paused_until=until, paused_reason="break")
    view = citizen.citizen(replace(snapshot(mine), queue=paused, state="paused"), mine, "1", "en", WORDS, None)
    assert view.queue_pause is not None
    assert (view.queue_pause.reason, view.queue_pause.until) == ("Break", until)
    assert citizen.citizen(snapshot(mine), mine, "1", "en", WORDS, None).queue_pause is None


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
        found = citizen.citizen(seen, mine, "1", "en", WORDS, None).queue_pause
        return None if found is None else (found.reason, found.until)

    assert pause(now) == ("Break", soon)
    assert pause(replace(now, now=soon)) == ("Break", None)
    assert pause(replace(now, rooms=(*breaks, holding(None, RoomState.IN_CALL)))) is None
    assert pause(replace(now, rooms=breaks[2:])) is None


def test_matters_and_the_citizens_word() -> None:
    matter = MatterFacts(id=uuid4(), department=WATER, topic=Text(es="Fugas", en="Leaks"), matter="Hay una fuga")
    waiting = facts(1, matters=(matter,))
    view = citizen.citizen(snapshot(waiting), waiting, "1", "en", WORDS, None)
    assert [(one.department, one.topic, one.matter) for one in view.matters] == [("Water", "Leaks", "Hay una fuga")]
    assert view.matters_left == MUNICIPALITY.limits.further_matters - 1 == 1
    for begun, left in ((1, 0), (2, 0)):
        further = replace(waiting, begun=begun)
        assert citizen.citizen(snapshot(further), further, "1", "en", WORDS, None).matters_left == left
    absent = facts(1, held={"state": TicketState.ABSENT})
    assert citizen.citizen(snapshot(absent), absent, "1", "en", WORDS, None).matters_left == 0
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
    said = citizen.citizen(snapshot(served), served, "1", "en", WORDS, None)
    assert said.word is not None
    assert (said.word.resolved, said.word.reopened, said.word.until) == (False, True, OPENS + timedelta(hours=48))
    assert said.matters_left == 0


def test_whoever_chose_the_next_jornada_is_told_so_and_whoever_closing_time_cut_off_is_not() -> None:
    gone = {"state": TicketState.CARRIED_OVER}
    for reason, chose in (("own_choice", True), ("session_closed", False)):
        entry = HistoryFacts(at=OPENS, kind="carried_over", reason=reason, detail={}, id=1)
        one = facts(1, held=gone, history=(entry,))
        view = citizen.citizen(snapshot(one), one, "1", "es-MX", WORDS, None)
        assert view.ticket.chose_next is chose
