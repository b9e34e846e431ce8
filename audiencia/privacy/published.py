"""Adding figures that are published already. Pure.

Sums over weeks are made of what is shown of each, never of what was counted: a sum that anybody could make from the page tells
nothing that the page does not. So no figure that was left out follows from a sum, however the tables are put together.
"""

from collections.abc import Iterable, Sequence

from audiencia.privacy.small_cells import Shown, percentage

COUNTED = ("attended", "immediate", "in_process", "to_come", "confirmed", "carried_over")


def together(several: Sequence[Shown]) -> Shown:
    """Of jornadas of one week: a figure that was left out of one is left out of the week."""
    return _made({name: _whole([getattr(one, name) for one in several]) for name in COUNTED})


def summed(several: Iterable[Shown]) -> tuple[Shown, int]:
    """Over many weeks: each figure is the sum of where it is shown. Beside it, in how many weeks something was left out."""
    known = list(several)
    figures = {name: [value for one in known if (value := getattr(one, name)) is not None] for name in COUNTED}
    left_out = sum(any(getattr(one, name) is None for name in COUNTED) for one in known)
    return _made({name: sum(values) if values else None for name, values in figures.items()}), left_out


def _whole(values: Sequence[int | None]) -> int | None:
    known = [one for one in values if one is not None]
    return sum(known) if len(known) == len(values) else None


def _made(figures: dict[str, int | None]) -> Shown:
    immediate, in_process = figures["immediate"], figures["in_process"]
    known = None if immediate is None or in_process is None else percentage(immediate, in_process)
    return Shown(**figures, percent=known)
