"""What the press office takes of a jornada: a paragraph, and a picture of 1200 by 630. Sums alone, and nobody's name."""

from markupsafe import Markup, escape

from audiencia.flows.figures import Figures
from audiencia.marked import N_
from audiencia.municipality import Municipality
from audiencia.pages.i18n import Words

WIDE, HIGH, MARGIN = 1200, 630, 70


def paragraph(words: Words, municipality: Municipality, found: Figures) -> str:
    """One paragraph, with what is shown and nothing else. Says by itself that a rehearsal is one, and what is preliminary."""
    day = words.environment.filters["day"](found.jornada.opens_at)
    said = [words.gettext(N_("This was a rehearsal: nobody was attended."))] if found.jornada.demo else []
    said += _sentences(words, municipality, found, day)
    final = N_("These figures are final.") if found.final else N_("These figures are preliminary.")
    return " ".join([*said, words.gettext(final)])


def picture(words: Words, municipality: Municipality, found: Figures) -> Markup:
    """An SVG without scripts, style sheets or anything from elsewhere."""
    colours, shown = municipality.colours, found.total.shown
    ink = colours.brand_ink
    median = None if found.total.wait is None else found.total.wait.median_min
    day = words.environment.filters["day"](found.jornada.opens_at)
    drawn = [
        f'<rect width="{WIDE}" height="{HIGH}" fill="{colours.brand}"/>',
        f'<rect y="{HIGH - 14}" width="{WIDE}" height="14" fill="{colours.accent}"/>',
        _text(MARGIN, 100, 34, ink, municipality.name),
        _text(MARGIN, 158, 48, ink, municipality.program_name, bold=True),
        _text(MARGIN, 208, 30, ink, day),
        *_figure(MARGIN, ink, shown.attended, words.gettext(N_("people attended"))),
        *_figure(420, ink, shown.percent, words.gettext(N_("with immediate answer")), " %"),
        *_figure(800, ink, median, words.gettext(N_("median wait")), " min"),
        _text(MARGIN, 540, 28, ink, _footnote(words, found)),
    ]
    if found.jornada.demo:
        drawn.append(
            _text(WIDE - MARGIN, 100, 44, colours.accent, words.gettext(N_("REHEARSAL")), bold=True, anchor="end")
        )
    title = f"{municipality.program_name}, {day}"
    return Markup(  # noqa: S704 -- every text is escaped where it is drawn
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}" role="img" '
        f'font-family="Noto Sans, DejaVu Sans, Liberation Sans, sans-serif"><title>{escape(title)}</title>{"".join(drawn)}</svg>'
    )


def _sentences(words: Words, municipality: Municipality, found: Figures, day: str) -> list[str]:
    shown, wait = found.total.shown, found.total.wait
    if shown.attended is None:
        return [words.gettext(N_("On %(day)s so few people were attended that no figures are told.")) % {"day": day}]
    values = {"day": day, "municipality": municipality.name, "people": shown.attended}
    said = [words.gettext(N_(
        "On %(day)s the public audience by video of %(municipality)s attended %(people)s people."
    )) % values]  # fmt: skip
    if shown.percent is not None:
        share = {"percent": shown.percent, "in_process": shown.in_process}
        said.append(words.gettext(N_(
            "%(percent)s %% left with immediate answer; %(in_process)s matters go on in process, each with a folio to follow it."
        )) % share)  # fmt: skip
    if shown.confirmed:
        said.append(
            words.gettext(N_("%(people)s people confirmed themselves that it was resolved."))
            % {"people": shown.confirmed}
        )
    if wait is not None:
        minutes = {"median": max(1, wait.median_min), "p80": max(1, wait.p80_min)}
        said.append(words.gettext(N_(
            "Half of the people were called within %(median)s min, and eight of ten within %(p80)s min."
        )) % minutes)  # fmt: skip
    return said


def _figure(left: float, ink: str, value: int | None, label: str, unit: str = "") -> list[str]:
    number = "–" if value is None else f"{value}{unit}"
    return [_text(left, 370, 88, ink, number, bold=True), _text(left, 425, 28, ink, label)]


def _footnote(words: Words, found: Figures) -> str:
    return words.gettext(N_("Final figures")) if found.final else words.gettext(N_("Preliminary figures"))


def _text(left: float, top: float, size: int, ink: str, text: str, *, bold: bool = False, anchor: str = "start") -> str:
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{left}" y="{top}" font-size="{size}"{weight} fill="{ink}" text-anchor="{anchor}">{escape(text)}</text>'
