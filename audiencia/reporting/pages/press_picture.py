"""The picture of a jornada for the press: an SVG of sums alone and nobody's name, wide for links and square for networks."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from audiencia.core.gettext_mark import N_
from audiencia.http.i18n import Words
from audiencia.reporting.figures import Figures
from audiencia.settings.municipality import Municipality
from audiencia.settings.municipality_parts import Colours

MARGIN = 70
LEFT_OUT = "–"
FONTS = "Noto Sans, DejaVu Sans, Liberation Sans, sans-serif"


@dataclass(frozen=True, slots=True)
class Shape:
    """How large the picture is, in pixels, and where its parts are; `beside`: the figures stand beside each other."""

    width: int
    height: int
    first_line: int
    """The baseline of the municipality's name."""
    sizes: tuple[int, int, int]
    """Of the municipality's name, the programme's and the day."""
    figures_from: int
    number_size: int
    label_size: int
    beside: bool


WIDE = Shape(1200, 630, 100, (34, 50, 30), 280, 100, 28, beside=True)
"""What networks show of a link (Open Graph)."""
SQUARE = Shape(1080, 1080, 130, (42, 60, 36), 330, 116, 38, beside=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure; `number` is `LEFT_OUT` where it would speak of few people."""

    number: str
    unit: str
    label: str


def figures(words: Words, found: Figures) -> tuple[Shown, ...]:
    """The three that are told."""
    shown = found.total.shown
    median = None if found.total.wait is None else max(1, found.total.wait.median_min)

    def one(value: int | None, unit: str, label: str) -> Shown:
        return Shown(LEFT_OUT, "", label) if value is None else Shown(str(value), unit, label)

    return (
        one(shown.attended, "", words.gettext(N_("people attended"))),
        one(shown.percent, "%", words.gettext(N_("with immediate answer"))),
        one(median, "min", words.gettext(N_("half waited this long or less"))),
    )


def status(words: Words, found: Figures) -> str:
    """Whether they can still change."""
    return words.gettext(N_("Final figures")) if found.final else words.gettext(N_("Preliminary figures"))


def picture(words: Words, municipality: Municipality, found: Figures, shape: Shape = WIDE) -> Markup:
    """An SVG without scripts, style sheets or anything from elsewhere."""
    day = words.environment.filters["day"](found.jornada.opens_at)
    drawn = [*_ground(municipality.colours, shape), *_head(words, municipality, found, day, shape)]
    for place, one in enumerate(figures(words, found)):
        drawn += _beside(one, place, shape, municipality) if shape.beside else _below(one, place, shape, municipality)
    drawn += _tag(status(words, found), MARGIN, shape.height - 110, municipality.colours)
    title = f"{municipality.program_name}, {day}"
    return Markup(  # noqa: S704 -- every text is escaped where it is drawn
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{shape.width}" height="{shape.height}"'
        f' viewBox="0 0 {shape.width} {shape.height}" role="img" font-family="{FONTS}">'
        f"<title>{escape(title)}</title>{''.join(drawn)}</svg>"
    )


def _ground(colours: Colours, shape: Shape) -> Iterator[str]:
    yield f'<rect width="{shape.width}" height="{shape.height}" fill="{colours.brand}"/>'
    yield f'<rect y="{shape.height - 16}" width="{shape.width}" height="16" fill="{colours.accent}"/>'


def _head(words: Words, municipality: Municipality, found: Figures, day: str, shape: Shape) -> Iterator[str]:
    """Who, what and when; and that a rehearsal is one."""
    room = shape.width - 2 * MARGIN
    beside = 0.0
    if found.jornada.demo:
        said = words.gettext(N_("REHEARSAL"))
        beside = _tag_width(said) + 24
        left = shape.width - MARGIN - _tag_width(said)
        yield from _tag(said, left, shape.first_line - 42, municipality.colours)
    top, above = float(shape.first_line), 0
    lines = ((municipality.name, False, beside), (municipality.program_name, True, 0.0), (day, False, 0.0))
    for (text, bold, taken), size in zip(lines, shape.sizes, strict=True):
        fitting, said = _fitted(text, size, room - taken, bold=bold)
        top += (size + above * 0.45) if above else 0
        above = size
        yield _text(MARGIN, top, fitting, municipality.colours.brand_ink, said, bold=bold)


def _beside(one: Shown, place: int, shape: Shape, municipality: Municipality) -> Iterator[str]:
    column = (shape.width - 2 * MARGIN) / 3
    left, ink = MARGIN + place * column, municipality.colours.brand_ink
    yield _number(one, left, shape.figures_from + shape.number_size, shape.number_size, ink, column - 30)
    top = shape.figures_from + shape.number_size + 54
    for line in _wrapped(one.label, shape.label_size, column - 30):
        yield _text(left, top, shape.label_size, ink, line)
        top += round(shape.label_size * 1.3)


def _below(one: Shown, place: int, shape: Shape, municipality: Municipality) -> Iterator[str]:
    """The number at the left, what it is at its right, a line between two of them."""
    high, numbers, ink = 195, 430, municipality.colours.brand_ink
    top = shape.figures_from + place * high
    width = shape.width - 2 * MARGIN
    yield f'<rect x="{MARGIN}" y="{top}" width="{width}" height="2" fill="{ink}" fill-opacity="0.35"/>'
    middle = top + high / 2
    yield _number(one, MARGIN, middle + shape.number_size * 0.36, shape.number_size, ink, numbers - 30)
    lines = _wrapped(one.label, shape.label_size, width - numbers)
    first = middle + shape.label_size * 0.36 - (len(lines) - 1) * shape.label_size * 0.65
    for row, line in enumerate(lines):
        yield _text(MARGIN + numbers, first + row * shape.label_size * 1.3, shape.label_size, ink, line)


def _number(one: Shown, left: float, top: float, size: int, ink: str, room: float) -> str:
    """With its unit, smaller."""
    while size > 40 and _width(one.number, size, bold=True) + _width(f" {one.unit}", size / 2, bold=True) > room:
        size -= 4
    unit = f'<tspan font-size="{size / 2:g}" dx="{size / 8:g}">{escape(one.unit)}</tspan>' if one.unit else ""
    return f'<text x="{left:g}" y="{top:g}" font-size="{size}" font-weight="700" fill="{ink}">{escape(one.number)}{unit}</text>'


TAG_SIZE, TAG_HIGH, TAG_PADDING = 28, 56, 22


def _tag(said: str, left: float, top: float, colours: Colours) -> Iterator[str]:
    width = _tag_width(said)
    yield f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{TAG_HIGH}" rx="8" fill="{colours.accent}"/>'
    middle = left + width / 2
    yield _text(middle, top + 38, TAG_SIZE, colours.accent_ink, said, bold=True, anchor="middle")


def _tag_width(said: str) -> float:
    return round(_width(said, TAG_SIZE, bold=True) + 2 * TAG_PADDING)


def _text(left: float, top: float, size: int, ink: str, text: str, *, bold: bool = False, anchor: str = "start") -> str:
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{left:g}" y="{top:g}" font-size="{size}"{weight} fill="{ink}" text-anchor="{anchor}">{escape(text)}</text>'


SMALLEST = 22
NARROW, BROAD = frozenset(" .,:;'|!()·fijlrtI"), frozenset("mwMW%@")


def _width(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide it gets in the widest of the fonts that may be there (DejaVu Sans), so that nothing is cut off elsewhere."""
    ems = sum(0.4 if one in NARROW else 1.0 if one in BROAD else 0.72 if one.isupper() else 0.63 for one in text)
    return ems * size * (1.12 if bold else 1.0)


def _fitted(text: str, size: int, room: float, *, bold: bool) -> tuple[int, str]:
    """Smaller letters until it fits; what is too long for the smallest is cut, and shows that it is."""
    while size > SMALLEST and _width(text, size, bold=bold) > room:
        size -= 2
    if _width(text, size, bold=bold) <= room:
        return size, text
    while text and _width(f"{text}…", size, bold=bold) > room:
        text = text[:-1]
    return size, f"{text.rstrip()}…"


def _wrapped(text: str, size: int, room: float) -> list[str]:
    """In as few lines as fit, which are then made as even as they can be."""
    lines = _filled(text, size, room)
    while len(evener := _filled(text, size, room - 10)) == len(lines) and room > 10:
        lines, room = evener, room - 10
    return lines


def _filled(text: str, size: int, room: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and _width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
