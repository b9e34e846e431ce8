"""Sums over weeks beside the weeks themselves. Pure.

A sum over a period is of everybody counted in it, also in weeks whose own figure is left out. Beside the weeks it tells what those
left-out figures are together, and looked at every week, what each new one adds. So the weeks that a department leaves out are put
into groups as time goes on, and its sum is shown while every one of them is in a group. A group is closed once it holds two weeks
or more, no small sum, and nothing small can be worked out of all groups together: the figures left out are the edges of a graph
between weeks and groups, each node is a sum that is known, and what lies on a circle can be exchanged along it.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from audiencia.privacy.circles import on_circles
from audiencia.privacy.small_cells import CARRIED, FEWEST, STEPS, Counts, Shown, Step, percentage, shown_to

COUNTED = ("attended", "immediate", "in_process", "to_come", "confirmed", "carried_over")
FIRST_OF_STEP = ("attended", "immediate", "confirmed")
"""A figure that is shown exactly where its step is."""
_UNKNOWN = "the sums that are not shown"
Week = Mapping[str, tuple[Counts, Shown]]
"""People by department, and all of them under `ALL`, with what is shown of each."""
ALL = ""
Edge = tuple[Hashable, Hashable, tuple[int, ...]]
"""Two nodes, and the figures that are left out between them."""


def together(several: Sequence[Shown]) -> Shown:
    """Of jornadas of one week: a figure that was left out of one is left out of the week."""
    figures = {name: _whole([getattr(one, name) for one in several]) for name in COUNTED}
    immediate, in_process = figures["immediate"], figures["in_process"]
    known = None if immediate is None or in_process is None else percentage(immediate, in_process)
    return Shown(**figures, percent=known)


def over_period(weeks: Sequence[Week]) -> dict[str, Shown]:
    """What is shown of the whole period, the oldest week first: true sums, down to the last step that leads back to no week."""
    sums: dict[str, Counts] = {}
    for week in weeks:
        for name, (counts, _) in week.items():
            sums[name] = sums.get(name, Counts()) + counts
    open_at = [_left_open(weeks, step, figure) for step, figure in zip(STEPS, FIRST_OF_STEP, strict=True)]
    carried = _left_open(weeks, CARRIED, "carried_over")
    return {
        name: shown_to(
            one, next((at for at, names in enumerate(open_at) if name in names), len(STEPS)), name not in carried
        )
        for name, one in sums.items()
    }


def _whole(values: Sequence[int | None]) -> int | None:
    known = [one for one in values if one is not None]
    return sum(known) if len(known) == len(values) else None


@dataclass(slots=True)
class _Groups:
    """The weeks left out of one department's figures: closed groups of them, and those of no group yet."""

    closed: list[list[int]] = field(default_factory=list)
    open: list[int] = field(default_factory=list)


def _left_open(weeks: Sequence[Week], step: Step, figure: str) -> set[str]:
    """Whose sum would tell of a week at this step."""
    hidden: dict[str, dict[int, tuple[int, ...]]] = {}
    groups: dict[str, _Groups] = {}
    for at, week in enumerate(weeks):
        for name, (counts, shown) in week.items():
            if getattr(shown, figure) is None:
                hidden.setdefault(name, {})[at] = step(counts)
                groups.setdefault(name, _Groups()).open.append(at)
        ready = [name for name, one in groups.items() if len(one.open) > 1 and _tells_enough(hidden[name], one.open)]
        for several in (ready, *([name] for name in ready)):
            _close_if_safe(hidden, groups, [name for name in several if groups[name].open])
    return {name for name, one in groups.items() if one.open}


def _tells_enough(figures: Mapping[int, tuple[int, ...]], weeks: Iterable[int]) -> bool:
    return not any(_small(one) for one in _sum(figures, weeks))


def _close_if_safe(
    hidden: Mapping[str, Mapping[int, tuple[int, ...]]], groups: dict[str, _Groups], names: Sequence[str]
) -> None:
    if not names:
        return
    tried = {
        name: _Groups([*one.closed, one.open]) if name in names else _Groups(one.closed, one.open)
        for name, one in groups.items()
    }
    if _nothing_small_follows(list(_edges(hidden, tried))):
        groups.update(tried)


def _edges(hidden: Mapping[str, Mapping[int, tuple[int, ...]]], groups: Mapping[str, _Groups]) -> Iterator[Edge]:
    """Each figure that is left out, between its week and its group; of those of no group, their sum, too."""
    for name, one in groups.items():
        for number, weeks in enumerate([*one.closed, one.open]):
            for at in weeks:
                yield at, (name, number), hidden[name][at]
        if one.open:
            yield (name, len(one.closed)), _UNKNOWN, _sum(hidden[name], one.open)


def _nothing_small_follows(edges: Sequence[Edge]) -> bool:
    """Whether each small figure can be one more or one less, along a circle of figures that are not nought."""
    for kind in range(len(edges[0][2])):
        free = on_circles([(a, b) if figures[kind] else None for a, b, figures in edges])
        if any(_small(figures[kind]) and at not in free for at, (_, _, figures) in enumerate(edges)):
            return False
    return True


def _sum(figures: Mapping[int, tuple[int, ...]], weeks: Iterable[int]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*(figures[at] for at in weeks), strict=True)))


def _small(value: int) -> bool:
    return 0 < value < FEWEST
