"""Each falsified history is caught, by the rule that is there for it and by no other."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from audiencia.simulation.judge.evidence import Evidence, read
from audiencia.simulation.judge.judge import RULES, judge

START = datetime(2026, 11, 24, 16, tzinfo=UTC)
DIRECTOR = "direccion-agua"
History = list[dict[str, Any]]
Log = dict[str, list[dict[str, Any]]]
FIRST, SECOND, THIRD = "t1", "t2", "t3"
NUMBERS = {FIRST: "AG-001", SECOND: "AG-002", THIRD: "AG-003"}


def at(minute: float) -> str:
    return (START + timedelta(minutes=minute)).isoformat()


def entry(minute: float, who: str, what: str, **more: Any) -> dict[str, Any]:
    return {"at": (START + timedelta(minutes=minute)).timestamp(), "who": who, "what": what, **more}


def event(minute: float, ticket: str, kind: str, states: str, actor: str = "citizen", **more: Any) -> dict[str, Any]:
    before, _, after = states.partition(">")
    return {
        "at": at(minute), "ticket_id": ticket, "kind": kind, "from_state": before or None, "to_state": after or None,
        "actor_kind": actor, "queue_id": 1, "room_id": None, "reason": None, **more,
    }  # fmt: skip


def ticket(ticket_id: str, minute: float) -> dict[str, Any]:
    return {
        "id": ticket_id, "number": NUMBERS[ticket_id], "attention_id": f"a-{ticket_id}", "joined_at": at(minute),
        "preferential": False,
    }  # fmt: skip


def view(minute: float, ticket_id: str, state: str, place: int | None, told: str | None = None) -> dict[str, Any]:
    return entry(minute, NUMBERS[ticket_id], "view", state=state, place=place, department="agua", told=told)


def acknowledged(minute: float, who: str, event: str, number: str) -> dict[str, Any]:
    name = f"{event} {number}"
    return entry(minute, who, "acknowledged", event=event, command=name, result={"v": name}, numbers=[number])


SAID = (("call_next", DIRECTOR), ("accept", "AG-001"), ("end_call", DIRECTOR), ("record_outcome", DIRECTOR))


def honest() -> tuple[History, Log]:
    """Three join; the first is called, talks and is served; two processes fail and are back."""
    history = [
        *(entry(number, NUMBERS[one], "number", number=NUMBERS[one]) for number, one in enumerate(NUMBERS, start=1)),
        *(entry(3, number, "up") for number in NUMBERS.values()),
        *(view(3.1, one, "waiting", place) for place, one in enumerate(NUMBERS, start=1)),
        *(acknowledged(4 + number, who, said, "AG-001") for number, (said, who) in enumerate(SAID)),
        entry(8, "simulation", "fault", fault=1, kind="kill", targets=["web"]), entry(8, "AG-002", "down"),
        entry(8.05, "AG-002", "up"), entry(8.05, "simulation", "back", fault=1, seconds=2.0),
        entry(9, "simulation", "fault", fault=2, kind="kill", targets=["postgres"]),
        entry(9.2, "simulation", "back", fault=2, seconds=9.0),
        view(10, FIRST, "served", None), view(10, SECOND, "waiting", 1), view(10, THIRD, "waiting", 2),
        entry(11, "simulation", "left", before={"sockets": 0, "tasks": 40, "peers": 0},
              after={"sockets": 0, "tasks": 50, "peers": 0}),
    ]  # fmt: skip
    held = {"room_id": 7, "actor": "staff"}
    events = [
        *(event(number, one, "joined", ">waiting") for number, one in enumerate(NUMBERS, start=1)),
        event(4, FIRST, "called", "waiting>called", **held), event(5, FIRST, "answered", "called>connecting", room_id=7),
        event(5, FIRST, "call_began", "connecting>in_call", room_id=7),
        event(6, FIRST, "call_ended", "in_call>wrap_up", **held),
        event(7, FIRST, "outcome_recorded", "wrap_up>served", **held),
    ]  # fmt: skip
    log = {
        "event": [{"id": number, **one} for number, one in enumerate(events)],
        "ticket": [ticket(one, number) for number, one in enumerate(NUMBERS, start=1)],
        "jump": [], "room": [{"id": 7, "login": DIRECTOR}, {"id": 8, "login": "direccion-bienestar"}],
        "reservation": [{"ticket_id": FIRST, "room_id": 7, "made_at": at(4), "ended_at": at(7)}],
        "command_done": [
            *({"command_id": f"{said} AG-001", "actor": who, "result": {"v": f"{said} AG-001"}} for said, who in SAID),
            *({"command_id": one, "actor": "form", "result": {"id": f"a-{one}"}} for one in NUMBERS),
        ],
    }  # fmt: skip
    return history, log


def find(rows: History, **what: Any) -> dict[str, Any]:
    return next(row for row in rows if all(row.get(name) == value for name, value in what.items()))


def drop(rows: History, **what: Any) -> None:
    rows.remove(find(rows, **what))


def interrupted(log: Log) -> None:
    dropped = {"id": 90, **event(5.5, FIRST, "dropped", "in_call>reconnecting", "system", room_id=7)}
    log["event"].insert(log["event"].index(find(log["event"], kind="call_ended")), dropped)


def memory(history: History, growth: float) -> None:
    history[:] = [one for one in history if one["what"] not in ("fault", "back", "down")]
    history += [entry(12 + minute, "simulation", "memory", kilobytes={"web": 1e5 * (1 + growth * minute / 60)})
                for minute in range(60)]  # fmt: skip


FALSIFIED: Mapping[str, tuple[str, Callable[[History, Log], object]]] = {
    "a number that somebody was shown is not there": ("numbers", lambda _h, log: (
        drop(log["ticket"], id=THIRD), drop(log["event"], ticket_id=THIRD),
        drop(_h, what="view", who="AG-003", state="waiting"), drop(_h, what="view", who="AG-003", state="waiting"))),
    "a number that nobody was shown": ("numbers", lambda h, _log: drop(h, what="number", number="AG-003")),
    "an acknowledged command is not recorded": ("commands", lambda _h, log: drop(log["command_done"], command_id="accept AG-001")),
    "an acknowledged result is another one": ("commands", lambda _h, log: find(
        log["command_done"], command_id="accept AG-001")["result"].update(v="other")),
    "an acknowledged command was not carried out": ("deeds", lambda _h, log: drop(log["event"], kind="call_ended")),
    "a command was carried out twice": ("deeds", lambda _h, log: log["event"].append(
        {**find(log["event"], kind="call_ended"), "id": 90, "to_state": None})),
    "a command was carried out that nobody was told of": ("deeds", lambda h, _log: drop(h, event="end_call")),
    "a ticket in two rooms at once": ("rooms", lambda _h, log: log["reservation"].append(
        {"ticket_id": FIRST, "room_id": 8, "made_at": at(5), "ended_at": None})),
    "a room with two tickets at once": ("rooms", lambda _h, log: log["reservation"].append(
        {"ticket_id": SECOND, "room_id": 7, "made_at": at(6.9), "ended_at": at(8)})),
    "somebody is served twice": ("results", lambda _h, log: log["event"].append(
        {"id": 90, **event(7.5, FIRST, "completed", "outcome_pending>served", "system")})),
    "a visit has two results": ("results", lambda _h, log: log["event"].append(
        {"id": 90, **event(7.5, FIRST, "outcome_recorded", "", "system")})),
    "a number was given twice": ("forms", lambda _h, log: log["ticket"].append(
        {**ticket(THIRD, 3), "id": "t4", "attention_id": "a-t3"})),
    "two tickets of one form": ("forms", lambda _h, log: find(log["ticket"], id=THIRD).update(attention_id="a-other")),
    "somebody is called before a more senior one": ("order", lambda _h, log: log["event"].append(
        {"id": 90, **event(7.5, THIRD, "called", "waiting>called", "system")}) or drop(_h, who="AG-003", state="waiting", place=2)),
    "a place gets worse without a reason": ("places", lambda h, _log: find(h, who="AG-003", place=2).update(place=4)),
    "a page is behind the log": ("views", lambda h, _log: find(h, what="view", state="served").update(state="wrap_up")),
    "a call is interrupted by nobody": ("calls", lambda _h, log: interrupted(log)),
    "a call is ended by the system": ("calls", lambda _h, log: find(log["event"], kind="call_ended").update(
        actor_kind="system", reason="director_lost") or drop(_h, event="end_call")),
    "a process is back too late": ("returns", lambda h, _log: find(h, fault=1, what="back").update(seconds=5.1)),
    "PostgreSQL is back too late": ("returns", lambda h, _log: find(h, fault=2, what="back").update(seconds=15.1)),
    "a fault is never over": ("returns", lambda h, _log: drop(h, fault=2, what="back")),
    "people are back too late": ("returns", lambda h, _log: find(h, what="up", at=entry(8.05, "", "")["at"]).update(
        at=entry(8.1, "", "")["at"])),
    "somebody does not come back": ("together", lambda h, _log: h.append(entry(9, "AG-003", "down"))),
    "memory grows": ("memory", lambda h, _log: memory(h, 0.03)),
    "sockets are left": ("leaks", lambda h, _log: find(h, what="left")["after"].update(sockets=1)),
    "media connections are left": ("leaks", lambda h, _log: find(h, what="left")["after"].update(peers=1)),
    "tasks are left": ("leaks", lambda h, _log: find(h, what="left")["after"].update(tasks=61)),
    "somebody is refused for no reason": ("trouble", lambda h, _log: h.append(
        entry(9, "somebody", "trouble", error="leave: internal"))),
}  # fmt: skip


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


def test_a_place_may_get_worse_once_for_each_reason() -> None:
    history, log = honest()
    drop(history, who="AG-003", place=2)
    told = [view(9, THIRD, "waiting", 4, told=at(9)), view(9.1, THIRD, "waiting", 5, told=at(9))]
    assert "places" not in judge(Evidence([*history, told[0]], log))
    assert "places" in judge(Evidence([*history, *told], log))


def test_memory_that_grows_slowly_is_good() -> None:
    history, log = honest()
    memory(history, 0.01)
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
