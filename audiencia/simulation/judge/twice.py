"""What may happen once happened once."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

from audiencia.simulation.judge.evidence import Evidence, Row, seconds


def rooms(evidence: Evidence) -> list[str]:
    """No ticket is in two rooms at once, and no room has two tickets."""
    names = evidence.numbers()
    found = [f"{names[one]}: in two rooms at once" for one in _overlapping(evidence.log["reservation"], "ticket_id")]
    return found + [
        f"room {one}: two tickets at once" for one in _overlapping(evidence.log["reservation"], "room_id")
    ]  # fmt: skip


def _overlapping(reservations: Iterable[Row], key: str) -> list[str]:
    """Which values of `key` have two reservations that lie over each other."""
    spans: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for one in reservations:
        end = float("inf") if one["ended_at"] is None else seconds(one["ended_at"])
        spans[one[key]].append((seconds(one["made_at"]), end))
    found = []
    for value, those in spans.items():
        those.sort()
        if any(begins < ended for (_, ended), (begins, _) in pairwise(those)):
            found.append(value)
    return found


def results(evidence: Evidence) -> list[str]:
    """Nobody is served twice, and no visit has two results."""
    names = evidence.numbers()
    times = Counter(
        (row["ticket_id"], what)
        for row in evidence.log["event"]
        for what in (row["kind"], row["to_state"])
        if what in ("outcome_recorded", "served")
    )
    return [f"{names[ticket]}: {what} {count} times" for (ticket, what), count in times.items() if count > 1]


def forms(evidence: Evidence) -> list[str]:
    """No number was given twice, and no form made two tickets."""
    count = Counter(row["number"] for row in evidence.log["ticket"])
    found = [f"{number}: given {times} times" for number, times in count.items() if times > 1]
    made = {row["result"].get("id") for row in evidence.log["command_done"] if row["actor"] == "form"}
    return found + [
        f"{row['number']}: of no form, or a second one of the same" for row in evidence.log["ticket"]
        if row["attention_id"] not in made
    ]  # fmt: skip
