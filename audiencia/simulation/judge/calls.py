"""Who ended calls, and whether pages end up showing what is in the database."""

from collections import defaultdict

from audiencia.simulation.judge.evidence import Evidence, Row, seconds

TALKING = ("in_call", "on_hold")
LONGEST_AWAY = 240.0
"""Seconds after which nothing follows any more from somebody's having been away: the longest grace and the longest hold."""
WORKER_SECONDS = 60.0
LATE = 3.0  # A page may be so many seconds behind.


def calls(evidence: Evidence) -> list[str]:
    """A call is interrupted by nobody but its people, unless the media worker died."""
    names = evidence.numbers()
    logins = {row["id"]: row["login"] for row in evidence.log["room"]}
    away: dict[str, list[float]] = defaultdict(list)
    for one in evidence.entries("away"):
        away[one["who"]].append(one["at"])
    died = [
        one["at"] for one in evidence.entries("fault") if any(target.startswith("media") for target in one["targets"])
    ]
    found = []
    for event in evidence.log["event"]:
        if event["ticket_id"] not in names or event["actor_kind"] != "system" or not _interrupts(event):
            continue
        at, number = seconds(event["at"]), names[event["ticket_id"]]
        causes = [*away[number], *away[logins.get(event["room_id"], "")]]
        by_people = any(at - LONGEST_AWAY <= one <= at for one in causes)
        if not by_people and not any(at - WORKER_SECONDS <= one <= at for one in died):
            found.append(f"{number}: the call was interrupted by nobody ({event['kind']}, {event['reason']})")
    return found


def _interrupts(event: Row) -> bool:
    return event["from_state"] in TALKING and event["to_state"] is not None and event["to_state"] not in TALKING


def views(evidence: Evidence) -> list[str]:
    """The last page that each person was shown tells the state in which the ticket was then."""
    states: dict[str, list[tuple[float, str]]] = defaultdict(list)
    names = evidence.numbers()
    for event in evidence.log["event"]:
        if event["to_state"] is not None and event["ticket_id"] in names:
            states[names[event["ticket_id"]]].append((seconds(event["at"]), event["to_state"]))
    shown: dict[str, Row] = {one["who"]: one for one in evidence.entries("view")}
    gone = {one["who"] for one in evidence.entries("gone")}
    return [
        f"{number}: the last page shows {view['state']}, which the ticket was not then"
        for number, view in shown.items()
        if number not in gone and view["state"] not in _around(states[number], view["at"])
    ]


def _around(states: list[tuple[float, str]], at: float) -> set[str]:
    """In which states a ticket was at a time, or a little before."""
    found = {state for when, state in states if at - LATE <= when <= at + LATE}
    earlier = [state for when, state in states if when < at - LATE]
    return found | set(earlier[-1:])
