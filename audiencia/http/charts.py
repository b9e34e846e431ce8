"""What charts show; `layout/parts/charts.html` draws them. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One row or column. `parts`: figures from the first on; `None` where they are left out. `said`: beside the bar."""

    label: str
    parts: tuple[int, ...] | None
    said: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn. `name` is unique on its page; `parts` name the parts of each bar."""

    name: str
    title: str
    description: str
    parts: tuple[str, ...]
    bars: tuple[Bar, ...]

    @property
    def most(self) -> int:
        """The largest sum of a bar, to which the others are drawn."""
        return max([sum(bar.parts or ()) for bar in self.bars] + [1])
