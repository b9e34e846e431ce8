"""How long everything takes to be back after a fault."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from audiencia.simulation.judge.evidence import Evidence

BOUND, DATABASE_BOUND = 5.0, 15.0  # Seconds at the 99th percentile, without and with PostgreSQL among what failed.
DATABASE = "postgres"


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of all values do not exceed. Raises `IndexError` without values."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 100) // 100) - 1)]


def by_kind(evidence: Evidence) -> dict[str, list[float]]:
    """Seconds from the end of each fault until the service was back, by kind and what it met."""
    names = {
        one["fault"]: f"{one['kind']} {'+'.join(sorted(one['targets']))}".strip() for one in evidence.entries("fault")
    }
    found: dict[str, list[float]] = defaultdict(list)
    for one in evidence.entries("back"):
        found[names[one["fault"]]].append(one["seconds"])
    return dict(found)


def of_people(evidence: Evidence) -> dict[bool, list[float]]:
    """Seconds that people were without a connection which they had not given up, by whether a fault of PostgreSQL was among what
    kept them away."""
    down: dict[str, float] = {}
    kept_by_database: set[str] = set()
    found: dict[bool, list[float]] = {True: [], False: []}
    database = False
    for one in evidence.entries("fault", "down", "up", "away", "gone"):
        who = one["who"]
        if one["what"] == "fault":
            database = DATABASE in one["targets"]
            kept_by_database |= set(down) if database else set()
        elif one["what"] == "down":
            down[who] = one["at"]
            (kept_by_database.add if database else kept_by_database.discard)(who)
        elif (since := down.pop(who, None)) is not None and one["what"] == "up":
            found[who in kept_by_database].append(one["at"] - since)
    return found


def returns(evidence: Evidence) -> list[str]:
    """The service is back after each fault, and the people are too, within 5 s (with PostgreSQL 15 s) at the 99th percentile."""
    back = {one["fault"] for one in evidence.entries("back")}
    found = [f"fault {one['fault']}: never back" for one in evidence.entries("fault") if one["fault"] not in back]
    service: dict[bool, list[float]] = {True: [], False: []}
    for name, values in by_kind(evidence).items():
        service[DATABASE in name].extend(values)
    return [*found, *_late("the service", service), *_late("people", of_people(evidence))]


def _late(who: str, times: Mapping[bool, Sequence[float]]) -> Iterable[str]:
    for database, values in times.items():
        bound = DATABASE_BOUND if database else BOUND
        if values and (at_99 := percentile(values, 0.99)) > bound:
            what = "PostgreSQL" if database else "processes and Valkey"
            yield f"{what}: {who} back within {at_99:.1f} s at the 99th percentile, allowed are {bound:g} s"


def together(evidence: Evidence) -> list[str]:
    """When everybody rests, whoever lost the connection has it again, unless they gave it up."""
    state: dict[str, str] = {}
    for one in evidence.entries("up", "down", "away", "gone", "rested"):
        if one["what"] == "rested":
            break
        state[one["who"]] = one["what"]
    return [f"{who}: lost the connection, and did not come back" for who, last in state.items() if last == "down"]
