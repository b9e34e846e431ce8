"""Each falsified history is caught, by the rule that is there for it and by no other."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from audiencia.simulation.judge.evidence import Evidence, read
from audiencia.simulation.judge.judge import RULES, judge
from tests.support.recorded import (
    DIRECTOR,
    FIRST,
    SECOND,
    THIRD,
    History,
    Log,
    at,
    drop,
    entry,
    event,
    find,
    honest,
    ticket,
    view,
)


def interrupted(log: Log) -> None:
    dropped = {"id": 90, **event(5.5, FIRST, "dropped", "in_call>reconnecting", "system", room_id=7)}
    log["event"].insert(log["event"].index(find(log["event"], kind="call_ended")), dropped)


def memory(history: History, growth: float) -> None:
    history[:] = [one for one in history if one["what"] not in ("fault", "back", "down")]
    history += [entry(12 + minute, "simulation", "memory", kilobytes={"web": 1e5 * (1 + growth * minute / 60)})
                for minute in range(60)]  # fmt: skip


Falsify = Callable[[History, Log], None]
FALSIFIED: dict[str, tuple[str, Falsify]] = {}


def falsified(rule: str) -> Callable[[Falsify], Falsify]:
    """By its name: which rule catches it."""

    def note(falsify: Falsify) -> Falsify:
        FALSIFIED[falsify.__name__] = rule, falsify
        return falsify

    return note


@falsified("numbers")
def a_number_that_was_shown_is_missing(history: History, log: Log) -> None:
    drop(log["ticket"], id=THIRD)
    drop(log["event"], ticket_id=THIRD)
    history[:] = [one for one in history if (one["who"], one["what"]) != ("AG-003", "view")]


@falsified("numbers")
def a_number_was_shown_to_nobody(history: History, log: Log) -> None:
    drop(history, what="number", number="AG-003")


@falsified("commands")
def an_acknowledged_command_is_not_recorded(history: History, log: Log) -> None:
    drop(log["command_done"], command_id="accept AG-001")


@falsified("commands")
def an_acknowledged_result_is_another(history: History, log: Log) -> None:
    find(log["command_done"], command_id="accept AG-001")["result"] = {"v": "another"}


@falsified("deeds")
def an_acknowledged_command_was_not_carried_out(history: History, log: Log) -> None:
    drop(log["event"], kind="call_ended")


@falsified("deeds")
def a_command_was_carried_out_twice(history: History, log: Log) -> None:
    log["event"].append({**find(log["event"], kind="call_ended"), "id": 90, "to_state": None})


@falsified("deeds")
def a_command_was_carried_out_and_not_acknowledged(history: History, log: Log) -> None:
    drop(history, event="end_call")


@falsified("rooms")
def a_ticket_is_in_two_rooms(history: History, log: Log) -> None:
    log["reservation"].append({"ticket_id": FIRST, "room_id": 8, "made_at": at(5), "ended_at": None})


@falsified("rooms")
def a_room_has_two_tickets(history: History, log: Log) -> None:
    log["reservation"].append({"ticket_id": SECOND, "room_id": 7, "made_at": at(6.9), "ended_at": at(8)})


@falsified("results")
def somebody_is_served_twice(history: History, log: Log) -> None:
    log["event"].append({"id": 90, **event(7.5, FIRST, "completed", "outcome_pending>served", "system")})


@falsified("results")
def a_visit_has_two_results(history: History, log: Log) -> None:
    log["event"].append({"id": 90, **event(7.5, FIRST, "outcome_recorded", "", "system")})


@falsified("forms")
def a_number_is_given_twice(history: History, log: Log) -> None:
    log["ticket"].append({**ticket(THIRD, 3), "id": "t4"})


@falsified("forms")
def a_form_makes_two_tickets(history: History, log: Log) -> None:
    find(log["ticket"], id=THIRD)["attention_id"] = "a-other"


@falsified("order")
def somebody_is_called_before_a_more_senior_one(history: History, log: Log) -> None:
    log["event"].append({"id": 90, **event(10, THIRD, "called", "waiting>called", "system")})


@falsified("order")
def somebody_comes_in_ahead_and_nobody_is_told(history: History, log: Log) -> None:
    log["event"].append({"id": 90, **event(10, FIRST, "returned_to_front", "served>waiting", "system")})


@falsified("places")
def a_place_gets_worse_without_a_reason(history: History, log: Log) -> None:
    find(history, who="AG-003", place=2)["place"] = 4


@falsified("views")
def a_page_is_behind_the_log(history: History, log: Log) -> None:
    find(history, what="view", state="served")["state"] = "wrap_up"


@falsified("calls")
def a_call_is_interrupted_by_nobody(history: History, log: Log) -> None:
    interrupted(log)


@falsified("calls")
def a_call_is_ended_by_the_system(history: History, log: Log) -> None:
    find(log["event"], kind="call_ended").update(actor_kind="system", reason="director_lost")
    drop(history, event="end_call")


@falsified("returns")
def a_process_is_back_too_late(history: History, log: Log) -> None:
    find(history, fault=1, what="back")["seconds"] = 5.1


@falsified("returns")
def postgresql_is_back_too_late(history: History, log: Log) -> None:
    find(history, fault=2, what="back")["seconds"] = 15.1


@falsified("returns")
def a_fault_is_never_over(history: History, log: Log) -> None:
    drop(history, fault=2, what="back")


@falsified("returns")
def people_are_back_too_late(history: History, log: Log) -> None:
    find(history, what="down", who="AG-002")["at"] -= 3


@falsified("together")
def somebody_does_not_come_back(history: History, log: Log) -> None:
    history.append(entry(9, "AG-003", "down"))


@falsified("memory")
def memory_grows(history: History, log: Log) -> None:
    memory(history, 0.03)


@falsified("leaks")
def sockets_are_left(history: History, log: Log) -> None:
    find(history, what="left")["after"]["sockets"] = 1


@falsified("leaks")
def media_connections_are_left(history: History, log: Log) -> None:
    find(history, what="left")["after"]["peers"] = 1


@falsified("leaks")
def tasks_are_left(history: History, log: Log) -> None:
    find(history, what="left")["after"]["tasks"] = 61


@falsified("trouble")
def somebody_is_refused_for_no_reason(history: History, log: Log) -> None:
    history.append(entry(9, "somebody", "trouble", error="leave: internal"))


def test_an_honest_history_is_good() -> None:
    assert judge(Evidence(*honest())) == {}


@pytest.mark.parametrize("name", FALSIFIED)
def test_each_falsification_is_caught_by_its_rule_alone(name: str) -> None:
    (rule, falsify), (history, log) = FALSIFIED[name], deepcopy(honest())
    falsify(history, log)
    assert set(judge(Evidence(history, log))) == {rule}
    without = {other: check for other, check in RULES.items() if other != rule}
    assert judge(Evidence(history, log), without) == {}


def test_each_rule_has_a_falsification() -> None:
    assert {rule for rule, _ in FALSIFIED.values()} == set(RULES)


@pytest.mark.parametrize(
    ("who", "minute", "good"), [("AG-001", 5.2, True), (DIRECTOR, 4.9, True), ("AG-002", 5.2, False), ("AG-001", 0.5, False)]
)  # fmt: skip
def test_a_call_may_end_by_its_own_people_being_away(who: str, minute: float, good: bool) -> None:
    history, log = honest()
    interrupted(log)
    history.append(entry(minute, who, "away"))
    assert (judge(Evidence(history, log)) == {}) is good


@pytest.mark.parametrize(("process", "good"), [("media", True), ("media-2", True), ("web", False), ("postgres", False)])
def test_a_call_may_end_by_the_death_of_the_media_worker_alone(process: str, good: bool) -> None:
    history, log = honest()
    interrupted(log)
    history.append(entry(5.4, "simulation", "fault", fault=3, kind="kill", targets=[process]))
    history.append(entry(5.5, "simulation", "back", fault=3, seconds=1.0))
    assert ("calls" not in judge(Evidence(history, log))) is good


def test_a_call_that_is_held_again_is_not_interrupted() -> None:
    history, log = honest()
    again = {"id": 90, **event(5.5, FIRST, "held", "in_call>on_hold", "system", room_id=7)}
    log["event"].insert(log["event"].index(find(log["event"], kind="call_ended")), again)
    assert judge(Evidence(history, log)) == {}


def test_a_place_may_get_worse_once_for_each_reason() -> None:
    history, log = honest()
    drop(history, who="AG-003", place=2)
    told = [view(9, THIRD, "waiting", 4, told=at(9)), view(9.1, THIRD, "waiting", 5, told=at(9))]
    assert "places" not in judge(Evidence([*history, told[0]], log))
    assert "places" in judge(Evidence([*history, *told], log))


def test_the_connections_of_the_end_are_those_when_everybody_rests() -> None:
    history, log = honest()
    history.append(entry(9.99, "simulation", "rested"))
    assert judge(Evidence([*history, entry(10, "AG-003", "down")], log)) == {}
    assert set(
        judge(Evidence([*history[:-1], entry(9, "AG-003", "down"), history[-1], entry(10, "AG-003", "gone")], log))
    ) == {"together"}


def test_memory_that_grows_slowly_is_good() -> None:
    history, log = honest()
    memory(history, 0.01)
    assert judge(Evidence(history, log)) == {}


@pytest.mark.parametrize("sizes", [{}, {"web": 0}], ids=["no process", "no size"])
def test_without_figures_of_memory_nothing_is_said_of_its_growth(sizes: dict[str, int]) -> None:
    history, log = honest()
    memory(history, 0.0)
    for one in history:
        if one["what"] == "memory":
            one["kilobytes"] = sizes
    assert judge(Evidence(history, log)) == {}


def test_whoever_gave_up_the_connection_is_not_waited_for() -> None:
    history, log = honest()
    history += [entry(9, "AG-003", "down"), entry(9.01, "AG-003", "gone")]
    assert judge(Evidence(history, log)) == {}


def test_files_are_read_by_table(tmp_path: Any) -> None:
    (tmp_path / "history").write_text('{"what": "up", "who": "AG-001", "at": 1.5}\n', "utf-8")
    (tmp_path / "log").write_text('{"table": "jump", "queue_id": 1}\n{"table": "ticket", "id": "x"}\n', "utf-8")
    found = read(tmp_path / "history", tmp_path / "log")
    assert [one["who"] for one in found.entries("up")] == ["AG-001"]
    assert [len(found.log[table]) for table in ("jump", "ticket", "event")] == [1, 1, 0]
