"""How good the estimates of waiting are that people get when they join.

    python -m benchmarks.estimates [--quick] [--json FILE]

Three departments are simulated event by event (`benchmarks.days`): 3 and 6 pooled rooms and a single director. Everybody who
joins and finds no free room is told an estimate by each of several estimators (`benchmarks.estimators`); those who are called
in the end show what it was worth. A department's month is four days; it begins with a configured handle time and patience that
are 25 % too short in one month and 25 % too long in the next, and keeps what it learns from day to day. The first days
are also scored alone. Every estimator sees the same days; seeds are fixed.

Days that break the model are shown without a bound: a break nobody was told of, matters of two kinds, a director lost in
mid-call, and (of which the model does know) gaps between calls and calls without answer.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from rich.console import Console
from rich.table import Table

from audiencia.queue.domain.wait import Estimate, Given, Score, score
from benchmarks.days import Day, Person, Seen, Setting
from benchmarks.estimators import Learned, Oracle, asterisk, last_to_enter, rolling
from benchmarks.harness import options, report

SEED = 20261124
WRONG = (0.75, 1.25)
DAYS_A_MONTH = 4
DEPARTMENTS = {
    "pooled3": Setting(rooms=3, people=90),
    "pooled6": Setting(rooms=6, people=180),
    "single": Setting(rooms=1, people=30),
}
MONTHS = {"pooled3": 30, "pooled6": 16, "single": 60}
"""Enough for the ratio to the oracle to be known to about 0.02."""
FEWER = 5
"""Days that break the model are so many times fewer."""
BROKEN: Mapping[str, Callable[[Setting], Setting]] = {
    "break": lambda setting: replace(setting, stop="break"),
    "two_kinds": lambda setting: replace(setting, long_share=0.3, long_times=4.0),
    "director_lost": lambda setting: replace(setting, stop="lost"),
    "gaps_and_no_shows": lambda setting: replace(setting, turnaround_s=30.0, no_show=0.08),
}
BOUNDS = {"mae_over_oracle": 1.1, "coverage_max_pct": 85.0}
FLOORS = {"coverage_min_pct": 75.0}
PEERS = {"rolling10": rolling, "asterisk": asterisk, "les": last_to_enter}

Tell = Callable[[Seen, Generator], Estimate | None]
Scores = Mapping[str, Score]
"""By estimator."""


@dataclass(frozen=True)
class Told:
    """What one person was told, by estimator, and what came of it."""

    person: Person
    at: float
    first_day: bool
    estimates: Mapping[str, Estimate]

    def given(self, estimator: str) -> Given:
        """One estimate beside the truth. Only for who was called."""
        estimate = self.estimates[estimator]
        assert self.person.reached is not None
        return Given(estimate.p10_s, estimate.p50_s, estimate.p90_s, self.person.reached - self.at)


def month(setting: Setting, number: int) -> Iterable[Told]:
    """All that was told in one month to people who were called in the end."""
    learned = Learned(WRONG[number % len(WRONG)])
    tells: dict[str, Tell] = {"learned": learned.tell, "oracle": Oracle(setting).tell, **PEERS}
    for day in range(DAYS_A_MONTH):
        told: list[Told] = []

        def ask(person: Person, seen: Seen, day: int = day, told: list[Told] = told) -> None:
            seed = [SEED, setting.rooms, number, day, seen.joined]
            said = {name: tell(seen, np.random.default_rng(seed)) for name, tell in tells.items()}
            known = {name: one for name, one in said.items() if one is not None}
            if len(known) == len(tells):
                told.append(Told(person, seen.now, day == 0, known))

        played = Day(setting, np.random.default_rng([SEED, setting.rooms, number, day]), ask)
        played.play()
        learned.end(played.look())
        yield from (one for one in told if not one.person.gone)


def scores(told: Iterable[Told]) -> Scores:
    """The score of each estimator."""
    given: dict[str, list[Given]] = defaultdict(list)
    for one in told:
        for name in one.estimates:
            given[name].append(one.given(name))
    return {name: found for name, all_given in given.items() if (found := score(all_given))}


def over_oracle(found: Scores) -> float:
    """How much larger the product's mean error is than the oracle's."""
    return found["learned"].mae_min / found["oracle"].mae_min


def metrics(found: Mapping[str, Scores], first: Mapping[str, Scores]) -> dict[str, float]:
    """The figures of the three departments: whole months, then first days."""
    coverage = [one["learned"].coverage_pct for one in found.values()]
    results = {
        "mae_over_oracle": max(map(over_oracle, found.values())),
        "coverage_min_pct": min(coverage),
        "coverage_max_pct": max(coverage),
    }
    for name in ("learned", "oracle", *PEERS):
        middle = "" if name == "learned" else f"_{name}"
        pooled = [found[department][name].mae_min for department in ("pooled3", "pooled6")]
        results[f"pooled{middle}_mae_min"] = sum(pooled) / len(pooled)
        results[f"single{middle}_mae_min"] = found["single"][name].mae_min
    for department, one in found.items():
        results[f"{department}_over_oracle"] = over_oracle(one)
    first_coverage = [one["learned"].coverage_pct for one in first.values()]
    results["first_day_mae_over_oracle"] = max(map(over_oracle, first.values()))
    results["first_day_coverage_min_pct"] = min(first_coverage)
    results["first_day_coverage_max_pct"] = max(first_coverage)
    return results


def show(title: str, found: Mapping[str, Scores]) -> None:
    """A table of all estimators in each department."""
    table = Table(title=title, title_justify="left")
    for heading in ("department", "estimator", "people", "MAE min", "bias min", "P10-P90 %"):
        table.add_column(heading, justify="left" if heading in ("department", "estimator") else "right")
    for department, one in found.items():
        for name, figures in one.items():
            covered = f"{figures.coverage_pct:.1f}" if name in ("learned", "oracle") else ""
            numbers = (str(figures.count), f"{figures.mae_min:.2f}", f"{figures.bias_min:+.2f}", covered)
            table.add_row(department, name, *numbers)
    Console().print(table)


def main() -> None:
    """Simulates, shows and reports."""
    asked = options("How good the estimates of waiting are.")
    months = dict.fromkeys(MONTHS, 2) if asked.quick else MONTHS
    told = {name: [one for number in range(months[name]) for one in month(setting, number)]
            for name, setting in DEPARTMENTS.items()}  # fmt: skip
    whole = {name: scores(all_told) for name, all_told in told.items()}
    first = {name: scores(one for one in all_told if one.first_day) for name, all_told in told.items()}
    show("Whole months", whole)
    show("First days alone, from a prior 25 % wrong", first)
    results = metrics(whole, first)
    for kind, breaks in BROKEN.items():
        broken = {name: scores(one for number in range(max(2, months[name] // FEWER))
                               for one in month(breaks(setting), number))
                  for name, setting in DEPARTMENTS.items()}  # fmt: skip
        show(f"Days that break the model: {kind}", broken)
        for name, one in broken.items():
            results[f"{kind}_{name}_mae_min"] = one["learned"].mae_min
            results[f"{kind}_{name}_oracle_mae_min"] = one["oracle"].mae_min
            results[f"{kind}_{name}_coverage_pct"] = one["learned"].coverage_pct
    report({name: round(value, 3) for name, value in results.items()}, BOUNDS, asked.json, FLOORS)


if __name__ == "__main__":
    main()
