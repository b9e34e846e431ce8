"""The picture of a jornada for the press: an SVG of sums alone and nobody's name, wide for links and square for networks."""

from dataclasses import dataclass

from audiencia.core.gettext_mark import N_
from audiencia.http.i18n import Words
from audiencia.reporting.figures import Figures
from audiencia.settings.municipality import Municipality

MARGIN = 70
LEFT_OUT = "–"


@dataclass(frozen=True, slots=True)
class Shape:
    """How large the picture is, in pixels, and where its parts are; `beside`: the figures stand beside each other."""

    width: int
    height: int
    first_line: int  # The baseline of the municipality's name.
    sizes: tuple[int, int, int]  # Font sizes of the municipality's name, the programme's name and the day.
    figures_from: int
    number_size: int
    label_size: int
    beside: bool


WIDE = Shape(1200, 630, 100, (34, 50, 30), 280, 100, 28, beside=True)  # What networks show of a link (Open Graph).
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


def picture(words: Words, municipality: Municipality, found: Figures, shape: Shape = WIDE) -> str:
    """An SVG without scripts, style sheets or anything from elsewhere."""
    return words.environment.get_template("reporting/press_picture.html").render(
        municipality=municipality, jornada=found.jornada, figures=figures(words, found), status=status(words, found),
        shape=shape, margin=MARGIN, width=_width, fitted=_fitted, wrapped=_wrapped, number_size=_number_size,
    )  # fmt: skip


SMALLEST = 22
NARROW, BROAD = frozenset(" .,:;'|!()·fijlrtI"), frozenset("mwMW%@")


def _width(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide it gets in the widest of the fonts that may be there (DejaVu Sans), so that nothing is cut off elsewhere."""
    ems = sum(0.4 if one in NARROW else 1.0 if one in BROAD else 0.72 if one.isupper() else 0.63 for one in text)
    return ems * size * (1.12 if bold else 1.0)


def _number_size(one: Shown, size: int, room: float) -> int:
    """The font size at which the number fits, with its unit in letters half as high."""
    while size > 40 and _width(one.number, size, bold=True) + _width(f" {one.unit}", size / 2, bold=True) > room:
        size -= 4
    return size


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
