"""A short history of a simulated session and the log that fits it, in which nothing is wrong."""

from datetime import UTC, datetime, timedelta
from typing import Any

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
    held: dict[str, Any] = {"room_id": 7, "actor": "staff"}
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
