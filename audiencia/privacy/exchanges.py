"""Which figures that are left out could be others, with everything that is told as it was. Pure.
The figures that are left out are the edges of a graph: a department's week lies between the week and the department's month, its
month's rest between month and quarter, and so on to a root where nothing is known. At every other node the sum of the edges is
known. Along a cycle people can be exchanged: one more on an edge that is gone forward, one fewer on one that is gone backward, if there
is anybody. What lies on no cycle can be worked out (Gusfield, "A graph theoretic approach to statistical data security", 1988), and so
can a sum of weeks that every cycle leaves as it is."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from audiencia.privacy.graph_cycles import Edge, circulation
from audiencia.privacy.periods import Period
from audiencia.privacy.small_cells import FEWEST, Counts, Shown

Week = Mapping[str, tuple[Counts, Shown]]
"""People by department, and all of them under `ALL`, with what is shown of each."""
ALL = ""
_ROOT = "the sums that are not told"
Change = tuple[str, str | None]  # One more of these people, and one fewer of those.
Key = tuple[str, Hashable]  # A figure that is left out: of whom, and of which week or period.
Small = tuple[tuple[Key, ...], frozenset[str]]
"""One figure that is left out, or those of a row of weeks together, of few people; and which parts it counts."""
Flows = Mapping[Key, int]
Placed = tuple[Key, Edge, Counts]
Below = tuple[int | Period, Period | None, Counts]
"""A week or period, the period that it is part of, and what of it is left out."""


@dataclass(frozen=True, slots=True)
class Step:
    """`shown_by`: the figure of `Shown` that is shown where the step is. `figures`: each as the parts of `Counts` in it."""

    shown_by: str
    figures: tuple[frozenset[str], ...]
    changes: tuple[Change, ...]


@dataclass(slots=True)
class Layer:
    """The figures of one step: those that weeks leave out, and of which periods they are told. Looks at the weeks before `_end`."""

    step: Step
    weeks: Sequence[Week]
    periods: Sequence[Period]
    _hidden: dict[str, dict[int, Counts]] = field(default_factory=dict)
    _month: list[Period] = field(default_factory=list)
    _told: dict[str, frozenset[Period]] = field(default_factory=dict)
    _end: int = 0
    _flows: dict[Change, Flows] = field(default_factory=dict)
    _edges: dict[Hashable, list[Placed]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for at, week in enumerate(self.weeks):
            self._month.append(next(one for one in self.periods if one.first <= at < one.end))
            for name, (counts, shown) in week.items():
                if getattr(shown, self.step.shown_by) is None:
                    self._hidden.setdefault(name, {})[at] = counts

    def look_until(self, end: int) -> None:
        """Later weeks are not there yet."""
        self._end = end
        self._flows.clear()
        self._edges.clear()

    def tells(self, name: str, period: Period) -> bool:
        """Whether this period's figures are told, by themselves or by shorter ones."""
        if any(period.first <= at < period.end for at in self._hidden.get(name, ())):
            return period in self._told.get(name, ())
        return True

    def tells_until(self, name: str, end: int) -> bool:
        """Whether the weeks before this one are told, by themselves or by periods that end before it."""
        spans = [one for one in self._told.get(name, ()) if one.end <= end]
        return all(any(one.first <= at < one.end for one in spans) for at in self._hidden.get(name, ()) if at < end)

    def may_tell(self, name: str, period: Period) -> bool:
        """Whether what this period would add is not small. What it would add nothing to is told at once."""
        rest = self._rests(name).get(period)
        if rest is None:
            self._told[name] = self._told.get(name, frozenset()) | {period}
            return False
        return not any(is_small(value_of(rest, one)) for one in self.step.figures)

    def tell(self, period: Period, names: Sequence[str]) -> tuple[dict[str, frozenset[Period]], dict[Change, Flows]]:
        """Tells these of it, and gives what was told before."""
        before = dict(self._told), dict(self._flows)
        for name in names:
            self._told[name] = self._told.get(name, frozenset()) | {period}
        self._flows.clear()
        return before

    def take_back(self, before: tuple[dict[str, frozenset[Period]], dict[Change, Flows]]) -> None:
        """Restores what was told before."""
        self._told, self._flows = before

    def small(self) -> set[Small]:
        """The small figures that are left out, and the small sums of those of a row of weeks."""
        alone = {
            ((key,), one)
            for key, _, counts in self._placed()
            for one in self.step.figures
            if is_small(value_of(counts, one))
        }
        return alone | {
            row for name in self._hidden for one in self.step.figures for row in self._small_rows(name, one)
        }

    def _small_rows(self, name: str, figure: frozenset[str]) -> Iterator[Small]:
        """Of two weeks and more."""
        weeks = [(at, value_of(counts, figure)) for at, counts in self._hidden[name].items() if at < self._end]
        for first in range(len(weeks)):
            value = weeks[first][1]
            for end in range(first + 1, len(weeks)):
                value += weeks[end][1]
                if value >= FEWEST:
                    break
                if value:
                    yield tuple((name, at) for at, _ in weeks[first : end + 1]), figure

    def is_free(self, keys: Sequence[Key], change: Change) -> bool:
        """Whether this change, or its contrary, can be made of what these are together."""
        if change not in self._flows:
            placed = self._placed()
            flows = circulation([_ways(*one, change) for one in placed], Random(len(placed)))  # noqa: S311 -- no secret
            self._flows[change] = {placed[number][0]: flow for number, flow in flows.items()}
        return sum(self._flows[change].get(key, 0) for key in keys) != 0

    def _placed(self) -> list[Placed]:
        return [one for name in self._hidden for one in self._of(name)]

    def _of(self, name: str) -> list[Placed]:
        told = self._told.get(name, frozenset())
        if (name, told) not in self._edges:
            weeks: list[Below] = [
                (at, self._month[at], counts) for at, counts in self._hidden[name].items() if at < self._end
            ]
            rests: list[Below] = [(one, one.within, rest) for one, rest in self._rests(name).items() if one not in told]
            self._edges[name, told] = [
                ((name, below), _edge(name, below, above), counts) for below, above, counts in (*weeks, *rests)
            ]
        return self._edges[name, told]

    def _rests(self, name: str) -> dict[Period, Counts]:
        """Of each period, what is left out of it and told by no shorter one; where anything is."""
        told = self._told.get(name, frozenset())
        rests: dict[Period, Counts] = {}
        for at, counts in self._hidden.get(name, {}).items():
            if at < self._end:
                rests[self._month[at]] = rests.get(self._month[at], Counts()) + counts
        for period in self.periods:
            if period in rests and period.within is not None and period not in told:
                rests[period.within] = rests.get(period.within, Counts()) + rests[period]
        return rests


def _edge(name: str, below: int | Period, above: Period | None) -> Edge:
    """Everybody's figures run against those of departments, whose sums they are."""
    low: Hashable = below if isinstance(below, int) else (name, below)
    high: Hashable = _ROOT if above is None else (name, above)
    return Edge(high, low) if name == ALL else Edge(low, high)


def _ways(key: Key, edge: Edge, counts: Counts, change: Change) -> Edge:
    """Sums follow the weeks of departments, where nobody can be fewer than nobody."""
    name, of = key
    if name == ALL or isinstance(of, Period):
        return edge
    more, fewer = change
    return Edge(edge.a, edge.b, fewer is None or getattr(counts, fewer) > 0, getattr(counts, more) > 0)


def value_of(counts: Counts, figure: frozenset[str]) -> int:
    """People of these parts together."""
    return sum(getattr(counts, part) for part in figure)


def is_small(value: int) -> bool:
    """Whether it speaks of few people."""
    return 0 < value < FEWEST
