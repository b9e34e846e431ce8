"""The picture for the press: whatever a municipality is called, nothing stands outside of it, and its words say what it shows."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, date, datetime
from gettext import NullTranslations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.core.ids import SessionId
from audiencia.http.i18n import Words
from audiencia.http.templates import Compiled, compiling_environment
from audiencia.privacy.small_cells import Shown
from audiencia.reporting.figures import Figures, Jornada, Row, Wait
from audiencia.reporting.pages import press, press_picture
from audiencia.reporting.pages.press_picture import MARGIN, SQUARE, WIDE, Shape
from tests.support.configuration import ROOT, configured

MUNICIPALITY = configured()
OPENED = datetime(2026, 12, 1, 16, tzinfo=UTC)
JORNADA = Jornada(SessionId(1), date(2026, 12, 1), OPENED, OPENED, closed=True, demo=True)
NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=120)
SVG = "{http://www.w3.org/2000/svg}"


def words() -> Words:
    environment = compiling_environment(ROOT / "web" / "templates", Compiled())
    environment.filters["day"] = lambda moment: f"{moment:%d/%m/%Y}"
    return Words("en", NullTranslations(), environment, {})


def figures(attended: int | None = 92, percent: int | None = 68, median: int | None = 8) -> Figures:
    shown = Shown(
        attended=attended, immediate=None, confirmed=None, in_process=None, to_come=None, carried_over=None, percent=percent
    )  # fmt: skip
    total = Row(shown, None if median is None else Wait(median, median), nobody_called=False)
    return Figures(JORNADA, (), total, None, final=False, at=OPENED)


@pytest.mark.parametrize("shape", [WIDE, SQUARE])
@given(name=NAMES, program=NAMES)
def test_every_word_stands_within_the_picture(shape: Shape, name: str, program: str) -> None:
    municipality = MUNICIPALITY.model_copy(update={"name": name, "program_name": program})
    drawn = ET.fromstring(str(press_picture.picture(words(), municipality, figures(1234, 100, 1234), shape)))
    assert (drawn.get("width"), drawn.get("height")) == (str(shape.width), str(shape.height))
    for one in drawn.iter(f"{SVG}text"):
        left, size = float(one.get("x", "")), int(one.get("font-size", ""))
        wide = press_picture._width(one.text or "", size, bold=one.get("font-weight") == "700")
        for unit in one:
            wide += press_picture._width(unit.text or "", float(unit.get("font-size", "")), bold=True) + float(
                unit.get("dx", "")
            )
        end = left + wide / 2 if one.get("text-anchor") == "middle" else left + wide
        assert left >= MARGIN and end <= shape.width - MARGIN + 1, one.text
        assert size < float(one.get("y", "")) <= shape.height - MARGIN + 10


def test_what_is_left_out_is_a_dash_and_not_told() -> None:
    few = figures(None, None, None)
    assert [one.number for one in press_picture.figures(words(), few)] == ["–"] * 3
    said = press.alternative(words(), MUNICIPALITY, few)
    assert "–" not in said and "eople attended" not in said and "REHEARSAL" in said


def test_the_alternative_says_what_the_picture_shows() -> None:
    said = press.alternative(words(), MUNICIPALITY, figures())
    for one in (
        "Municipio de Ejemplo",
        "01/12/2026",
        "People attended: 92;",
        "with immediate answer: 68 %",
        "8 min",
        "Preliminary",
    ):
        assert one in said
    final = replace(figures(), final=True, jornada=replace(JORNADA, demo=False))
    assert "Final figures" in press.alternative(words(), MUNICIPALITY, final)
    assert "REHEARSAL" not in press.alternative(words(), MUNICIPALITY, final)


@pytest.mark.parametrize("few", [False, True])
def test_of_a_rehearsal_nobody_is_said_to_have_been_attended(few: bool) -> None:
    found = figures(None if few else 92)
    said = press.paragraph(words(), MUNICIPALITY, found)
    assert said.startswith("This was a rehearsal, not an audience.") and "attended" not in said
    assert ("rehearsed with 92 people" in said) is not few
    real = replace(found, jornada=replace(JORNADA, demo=False))
    said = press.paragraph(words(), MUNICIPALITY, real)
    assert "attended" in said and "rehears" not in said and ("attended 92 people" in said) is not few
