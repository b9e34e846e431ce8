"""Sums over months, quarters and the year so far, beside the weeks themselves. Pure.
A department whose weeks are left out is told over the shortest period that tells of nobody: its month once that is over, else its
quarter, else the year up to the end of a quarter. Such a sum is of everybody, also in weeks whose own figure is left out, and so
tells what these are together. It is told where what it adds is nought or at least `FEWEST`, and where every small figure that is
left out, of any week or period or of a row of weeks together, could still be one more or one less (`privacy.exchanges`). What is
told of results is never told over a shorter period than who was attended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from audiencia.privacy.exchanges import ALL, Layer, Step, Week
from audiencia.privacy.periods import Period
from audiencia.privacy.small_cells import Counts, Shown, percentage, shown_to

COUNTED = ("attended", "immediate", "in_process", "to_come", "confirmed", "carried_over")
A_MONTH = 5  # Weeks by which the year so far may end earlier for the sake of its results.


def _step(shown_by: str, *figures: set[str]) -> Step:
    """Its exchanges stay within it: one figure alone, by its parts, or one against another."""
    pairs = [(a, b) for one, other in combinations(figures, 2) for a in sorted(one) for b in sorted(other)]
    alone = [(part, None) for part in sorted(figures[0])] if len(figures) == 1 else []
    return Step(shown_by, tuple(map(frozenset, figures)), (*alone, *pairs))


PEOPLE = (
    _step("attended", {"confirmed", "unconfirmed", "in_process", "to_come"}),
    _step("immediate", {"confirmed", "unconfirmed"}, {"in_process"}, {"to_come"}),
    _step("confirmed", {"confirmed"}, {"unconfirmed"}),
)
CARRIED = (_step("carried_over", {"carried_over"}),)


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one year: by period and name, and of each name the year so far: its weeks before this place."""

    periods: Mapping[Period, Mapping[str, Shown]]
    so_far: Mapping[str, tuple[int, Shown]]


def together(several: Sequence[Shown]) -> Shown:
    """Of jornadas of one week: a figure that was left out of one is left out of the week."""
    figures = {name: _whole([getattr(one, name) for one in several]) for name in COUNTED}
    immediate, in_process = figures["immediate"], figures["in_process"]
    known = None if immediate is None or in_process is None else percentage(immediate, in_process)
    return Shown(**figures, percent=known)


def tell(weeks: Sequence[Week], final: int, periods: Sequence[Period]) -> Told:
    """Of one year's weeks, the oldest first, of which so many are final; `periods` in the order of their ends."""
    names = list(dict.fromkeys(name for week in weeks for name in week))
    people, carried = (_Ladder([Layer(one, weeks, periods) for one in steps]) for steps in (PEOPLE, CARRIED))
    for period in periods:
        if period.over:
            people.decide(period, names)
            carried.decide(period, names)
    by_period = {
        one: {
            name: shown_to(
                _sum(weeks[one.first : one.end], name), people.depth(name, one), carried.depth(name, one) > 0
            )
            for name in names
        }
        for one in periods
        if one.over and one.published
    }
    return Told(by_period, {name: _so_far(weeks, final, name, people, carried) for name in names})


def _so_far(weeks: Sequence[Week], final: int, name: str, people: "_Ladder", carried: "_Ladder") -> tuple[int, Shown]:
    """The longest beginning of the year that follows from weeks and periods; a little shorter where that has results."""
    depths = {end: people.depth_until(name, end) if end <= final else min(1, people.depth_until(name, end))
              for end in range(1, len(weeks) + 1)}  # fmt: skip
    longest = max((end for end, depth in depths.items() if depth > 0), default=0)
    with_results = max((end for end, depth in depths.items() if depth > 1), default=0)
    end = with_results if with_results > max(0, longest - A_MONTH) else longest
    depth = depths.get(end, 0)
    return end, shown_to(_sum(weeks[:end], name), depth, depth > 0 and carried.depth_until(name, end) > 0)


@dataclass(slots=True)
class _Ladder:
    """Steps, each of which tells more than the one before."""

    layers: Sequence[Layer]

    def depth(self, name: str, period: Period) -> int:
        """How many steps of this period are published."""
        return next((at for at, one in enumerate(self.layers) if not one.tells(name, period)), len(self.layers))

    def depth_until(self, name: str, end: int) -> int:
        """How many steps of all weeks before `end` are published."""
        return next((at for at, one in enumerate(self.layers) if not one.tells_until(name, end)), len(self.layers))

    def decide(self, period: Period, names: Sequence[str]) -> None:
        """Tells what can be told of a period that is over."""
        for layer in self.layers:
            layer.look_until(period.end)
        for at, layer in enumerate(self.layers):
            told = [name for name in names if at == 0 or self.layers[at - 1].tells(name, period)]
            ready = [name for name in told if layer.may_tell(name, period)]
            self._tell(at, period, [name for name in ready if name == ALL])
            self._tell(at, period, [name for name in ready if name != ALL])

    def _tell(self, at: int, period: Period, names: Sequence[str]) -> None:
        """Publishes these names, or tries halves of them until nothing small can be derived."""
        if not names:
            return
        before = self.layers[at].tell(period, names)
        if self._nothing_small_follows(at):
            return
        self.layers[at].take_back(before)
        if len(names) > 1:
            self._tell(at, period, names[: len(names) // 2])
            self._tell(at, period, names[len(names) // 2 :])

    def _nothing_small_follows(self, begin: int) -> bool:
        """Whether each small figure that is left out, at this step and below, alone or in a row of weeks, can be one more or one less."""
        for at in range(begin, len(self.layers)):
            left = self.layers[at].small()
            for layer in reversed(self.layers[: at + 1]):
                for change in layer.step.changes:
                    left = {
                        (keys, figure)
                        for keys, figure in left
                        if len(figure.intersection(change)) != 1 or not layer.is_free(keys, change)
                    }
            if left:
                return False
        return True


def _sum(weeks: Sequence[Week], name: str) -> Counts:
    return sum((week[name][0] for week in weeks if name in week), Counts())


def _whole(values: Sequence[int | None]) -> int | None:
    known = [one for one in values if one is not None]
    return sum(known) if len(known) == len(values) else None
