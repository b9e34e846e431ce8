"""What the press office takes of a jornada: a paragraph, and the words of its picture. Sums alone, and nobody's name."""

from audiencia.core.gettext_mark import N_
from audiencia.http.i18n import Words
from audiencia.reporting.figures import Figures
from audiencia.reporting.pages import press_picture
from audiencia.settings.municipality import Municipality

ATTENDED = (
    N_("On %(day)s so few people were attended that no figures are told."),
    N_("On %(day)s the public audience by video of %(municipality)s attended %(people)s people."),
)
"""How many were attended: where they are too few to be told, and where they are not. Of a rehearsal, how many took part."""
REHEARSED = (
    N_("On %(day)s so few people took part that no figures are told."),
    N_("On %(day)s the public audience by video of %(municipality)s was rehearsed with %(people)s people."),
)


def paragraph(words: Words, municipality: Municipality, found: Figures) -> str:
    """One paragraph, with what is shown and nothing else. Says by itself that a rehearsal is one, and what is preliminary."""
    day = words.environment.filters["day"](found.jornada.opens_at)
    said = [words.gettext(N_("This was a rehearsal, not an audience."))] if found.jornada.demo else []
    said += _sentences(words, municipality, found, day)
    final = N_("These figures are final.") if found.final else N_("These figures are preliminary.")
    return " ".join([*said, words.gettext(final)])


def alternative(words: Words, municipality: Municipality, found: Figures) -> str:
    """What the picture shows, for whoever does not see it (WCAG 2.2, 1.1.1): the text that goes with it wherever it is published."""
    day = words.environment.filters["day"](found.jornada.opens_at)
    told = [
        f"{one.label}: {one.number} {one.unit}".rstrip()
        for one in press_picture.figures(words, found)
        if one.number != press_picture.LEFT_OUT
    ]
    head = [words.gettext(N_("REHEARSAL"))] if found.jornada.demo else []
    head += [municipality.name, municipality.program_name, day]
    parts = (", ".join(head), "; ".join(told), press_picture.status(words, found))
    return " ".join(f"{one[0].upper()}{one[1:]}." for one in parts if one)


def _sentences(words: Words, municipality: Municipality, found: Figures, day: str) -> list[str]:
    shown, wait = found.total.shown, found.total.wait
    few, many = REHEARSED if found.jornada.demo else ATTENDED
    values = {"day": day, "municipality": municipality.name, "people": shown.attended}
    if shown.attended is None:
        return [words.gettext(few) % values]
    said = [words.gettext(many) % values]
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
