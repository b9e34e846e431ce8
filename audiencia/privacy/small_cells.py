"""Which figures of a jornada may be shown to everybody: none that speak of one to four people. Pure.

A small figure is left out, and with it as many others as keep it from being worked out (primary and secondary suppression).
People are counted in a tree, and each step down tells more:

attended = immediate + in process + result to come
           immediate = confirmed + not confirmed by the citizen
carried over stands alone: whoever was carried over was not attended

A department is shown down to the last step at which each figure, also one that only follows from others, is nought or at least
`FEWEST`. What a department keeps for itself could be had from the total and the other departments. So at each step of which the
total is shown, the departments that are left out are at least two, and the sum of each of their figures is safe too; the smallest
others join them until it is. Whatever sum is known of several departments can be split between them in more than one way.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

FEWEST = 5  # So many people at least are behind a figure that is shown, or nobody.


@dataclass(frozen=True, slots=True)
class Counts:
    """People of one department, or of all. `confirmed` and `unconfirmed` are those with an immediate answer."""

    confirmed: int = 0
    unconfirmed: int = 0
    in_process: int = 0
    to_come: int = 0
    carried_over: int = 0

    def __add__(self, other: Self) -> "Counts":
        return Counts(
            self.confirmed + other.confirmed,
            self.unconfirmed + other.unconfirmed,
            self.in_process + other.in_process,
            self.to_come + other.to_come,
            self.carried_over + other.carried_over,
        )

    @property
    def immediate(self) -> int:
        """Whose matter had an immediate answer."""
        return self.confirmed + self.unconfirmed

    @property
    def attended(self) -> int:
        """Everybody who was attended."""
        return self.immediate + self.in_process + self.to_come


@dataclass(frozen=True, slots=True)
class Shown:
    """Counts as they are shown; `None`: left out. `percent`: immediate among those whose result is known."""

    attended: int | None
    immediate: int | None
    in_process: int | None
    to_come: int | None
    confirmed: int | None
    percent: int | None
    carried_over: int | None


Step = Callable[[Counts], tuple[int, ...]]
STEPS: tuple[Step, ...] = (
    lambda one: (one.attended,),
    lambda one: (one.immediate, one.in_process, one.to_come),
    lambda one: (one.confirmed, one.unconfirmed),
)
"""The figures that each step adds, those that only follow from others included."""
CARRIED: Step = lambda one: (one.carried_over,)  # noqa: E731


def suppress(rows: Sequence[Counts], most: int = len(STEPS)) -> tuple[list[Shown], Shown]:
    """What is shown of each department, in the same order, and of all together; so many steps down at most."""
    total = sum(rows, Counts())
    depths, depth = [min(most, _depth(one)) for one in rows], min(most, _depth(total))
    for step in range(depth):
        left_out = [at for at, one in enumerate(depths) if one <= step]
        for at in _joining(rows, left_out, STEPS[step]):
            depths[at] = step
    carried = [_safe(CARRIED(one)) for one in rows]
    if _safe(CARRIED(total)):
        for at in _joining(rows, [at for at, shown in enumerate(carried) if not shown], CARRIED):
            carried[at] = False
    shown = [shown_to(*one) for one in zip(rows, depths, carried, strict=True)]
    return shown, shown_to(total, depth, _safe(CARRIED(total)))


def suppress_row(figures: Sequence[int]) -> list[int | None]:
    """What is shown of figures of one kind whose sum is known, such as people by half hour."""
    return [one.carried_over for one in suppress([Counts(carried_over=figure) for figure in figures])[0]]


def percentage(immediate: int, in_process: int) -> int | None:
    """Percentage with an immediate answer among known results; `None` when there are none."""
    known = immediate + in_process
    return round(100 * immediate / known) if known else None


def _safe(figures: Sequence[int]) -> bool:
    return all(one == 0 or one >= FEWEST for one in figures)


def _depth(one: Counts) -> int:
    """How many steps down it may be shown."""
    return next((at for at, step in enumerate(STEPS) if not _safe(step(one))), len(STEPS))


def _joining(rows: Sequence[Counts], left_out: Sequence[int], step: Step) -> list[int]:
    """Which others are left out too, so that nothing of those in `left_out` follows from the total."""
    hidden = set(left_out)
    others = sorted((sum(step(one)), at) for at, one in enumerate(rows) if at not in hidden)
    joining: list[int] = []
    while left_out and not _protected(rows, hidden, step) and others:
        at = others.pop(0)[1]
        hidden.add(at)
        joining.append(at)
    return joining


def _protected(rows: Sequence[Counts], hidden: set[int], step: Step) -> bool:
    """Two at least, and of what is known of them together nothing is small."""
    together = sum((rows[at] for at in hidden), Counts())
    return len(hidden) > 1 and _safe(step(together))


def shown_to(one: Counts, depth: int, carried: bool) -> Shown:
    """What is shown of these people down to so many steps; `carried`: how many were carried over, too."""
    split = depth > 1
    return Shown(
        attended=one.attended if depth > 0 else None,
        immediate=one.immediate if split else None,
        in_process=one.in_process if split else None,
        to_come=one.to_come if split else None,
        confirmed=one.confirmed if depth > 2 else None,
        percent=percentage(one.immediate, one.in_process) if split else None,
        carried_over=one.carried_over if carried else None,
    )
