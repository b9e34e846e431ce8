"""Charts as SVG, drawn by the server: for pages, where the style sheet has the colours, and for paper and pictures. Pure.

A chart is a picture with a title and a description; the figures themselves stand in the table behind it. What was left out is
said at its place. Nothing is told by colour alone: the parts of a bar are named, and stand in one order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH = 360
"""Units of the drawing: about the points of a telephone's window, so that letters keep their size there."""
PART_CLASSES = ("chart-first", "chart-second", "chart-third")
ROW, BAR, LINE = 44, 16, 20
COLUMNS_HIGH, LABELS = 150, 22
MOST_LABELS = 7


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


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours where no style sheet reaches: of the parts, of letters, and of the ground line."""

    parts: tuple[str, ...]
    ink: str = "#1b1b1b"
    line: str = "#7d736b"


def rows(chart: Chart, palette: Palette) -> Markup:
    """Lying bars, one below the other, each with its label above it."""
    most = _most(chart.bars)
    room = WIDTH - 70
    drawn, head = _legend(chart, palette)
    for at, bar in enumerate(chart.bars):
        top = head + at * ROW
        drawn.append(_text(0, top + 14, bar.label, palette))
        drawn += _lying(bar, top + 20, room / most, palette)
    return _svg(chart, head + len(chart.bars) * ROW + 4, drawn)


def columns(chart: Chart, palette: Palette) -> Markup:
    """Standing bars from left to right; where there are many, only some are labelled."""
    most, count = _most(chart.bars), max(1, len(chart.bars))
    step = WIDTH / count
    width = min(36.0, step * 0.72)
    drawn, head = _legend(chart, palette)
    ground = head + 18 + COLUMNS_HIGH
    every = -(-count // MOST_LABELS)
    drawn.append(f'<path class="chart-line" d="M0 {ground}H{WIDTH}" stroke="{palette.line}" stroke-width="1"/>')
    for at, bar in enumerate(chart.bars):
        middle = (at + 0.5) * step
        drawn += _standing(bar, middle - width / 2, width, ground, COLUMNS_HIGH / most, palette)
        if count <= MOST_LABELS:
            high = sum(bar.parts or ()) * COLUMNS_HIGH / most
            drawn.append(_text(middle, ground - high - 5, bar.said, palette, anchor="middle"))
        if at % every == (count - 1) % every:
            drawn.append(_text(_inside(middle), ground + 16, bar.label, palette, anchor="middle"))
    return _svg(chart, ground + LABELS, drawn)


def _lying(bar: Bar, top: float, scale: float, palette: Palette) -> list[str]:
    drawn, left = [], 0.0
    for at, part in enumerate(bar.parts or ()):
        drawn.append(_rect(at, left, top, part * scale, BAR, palette))
        left += part * scale
    drawn.append(_text(left + (6 if left else 0), top + 13, bar.said, palette))
    return drawn


def _standing(bar: Bar, left: float, width: float, ground: float, scale: float, palette: Palette) -> list[str]:
    drawn, base = [], ground
    for at, part in enumerate(bar.parts or ()):
        base -= part * scale
        drawn.append(_rect(at, left, base, width, part * scale, palette))
    return drawn


def _inside(middle: float) -> float:
    """Labels at the ends stay inside the drawing."""
    return min(max(middle, 20), WIDTH - 20)


def _most(bars: Sequence[Bar]) -> int:
    return max([sum(bar.parts or ()) for bar in bars] + [1])


def _rect(at: int, left: float, top: float, width: float, height: float, palette: Palette) -> str:
    place = f'x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect class="{PART_CLASSES[at]}" {place} fill="{palette.parts[at]}"/>'


def _text(left: float, top: float, text: str, palette: Palette, anchor: str = "start") -> str:
    return (
        f'<text class="chart-text" x="{left:.1f}" y="{top:.1f}" text-anchor="{anchor}" font-size="13" '
        f'fill="{palette.ink}">{escape(text)}</text>'
    )


def _legend(chart: Chart, palette: Palette) -> tuple[list[str], int]:
    """The names of the parts, and how high they are; as many beside each other as there is room for."""
    drawn: list[str] = []
    left, top = 0.0, 3
    for at, part in enumerate(chart.parts):
        wide = 34 + 7.4 * len(part)
        if left and left + wide > WIDTH:
            left, top = 0.0, top + LINE
        drawn += [_rect(at, left, top, 11, 11, palette), _text(left + 16, top + 10, part, palette)]
        left += wide
    return drawn, top + LINE + 1


def _svg(chart: Chart, height: float, drawn: Sequence[str]) -> Markup:
    """Everything that was said by others is escaped by now; the rest is ours."""
    return Markup(  # noqa: S704
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        f'aria-labelledby="{chart.name}-title {chart.name}-desc" font-family="sans-serif">'
        f'<title id="{chart.name}-title">{escape(chart.title)}</title>'
        f'<desc id="{chart.name}-desc">{escape(chart.description)}</desc>'
        f"{''.join(drawn)}</svg>"
    )
