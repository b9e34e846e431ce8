"""Charts of figures draw what their tables say, and nothing of what is left out."""

from gettext import NullTranslations

import jinja2
import pytest

from audiencia.http.i18n import Words
from audiencia.privacy.small_cells import Shown
from audiencia.reporting.figures import Row
from audiencia.reporting.pages import figure_charts
from audiencia.settings.config import Text

WORDS = Words("en", NullTranslations(), jinja2.Environment(autoescape=True), {})


def row(attended: int | None, immediate: int | None, in_process: int | None, percent: int | None) -> Row:
    shown = Shown(
        attended=attended, immediate=immediate, in_process=in_process, to_come=0, confirmed=None, percent=percent,
        carried_over=0,
    )  # fmt: skip
    return Row(shown, None, nobody_called=False, department=Text(es="Obras", en="Works"))


@pytest.mark.parametrize(
    ("figures", "parts", "said"),
    [
        (row(20, 14, 6, 70), (14, 6, 0), "20 · 70 %"),
        (row(18, 9, 0, 100), (9, 0, 9), "18 · 100 %"),
        (row(18, 9, None, None), (9, 0, 9), "18"),
        (row(12, None, None, None), (0, 0, 12), "12"),
        (row(None, None, None, None), None, "left out"),
    ],
)
def test_those_whose_result_is_left_out_are_in_neither_part(
    figures: Row, parts: tuple[int, ...] | None, said: str
) -> None:
    chart = figure_charts.by_department(WORDS, [figures])
    assert (chart.bars[0].parts, chart.bars[0].said) == (parts, said)
    assert ("Not split" in chart.parts) is (parts is not None and parts[2] > 0)
