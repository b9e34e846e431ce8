"""Charts: to scale, escaped, named, and with nothing drawn of what is left out."""

import xml.etree.ElementTree as ET
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from audiencia.http.charts import Bar, Chart
from audiencia.http.templates import Compiled, compiling_environment
from tests.support.configuration import ROOT, configured

WIDTH = 360
TEMPLATES = compiling_environment(ROOT / "web" / "templates", Compiled())
DRAWN: Any = TEMPLATES.get_template("layout/parts/charts.html").make_module({"municipality": configured()})
SVG = "{http://www.w3.org/2000/svg}"
PARTS = st.one_of(st.none(), st.tuples(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400)))
TEXT = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=12)
BARS = st.lists(st.builds(Bar, TEXT, PARTS, TEXT), max_size=60)


def chart(*bars: Bar) -> Chart:
    return Chart("one", "Personas & áreas", "Todo está en la tabla", ("Una <parte>", "Otra", "Tercera"), bars)


@given(BARS)
def test_each_is_one_well_formed_picture_inside_its_frame(bars: list[Bar]) -> None:
    for draw in (DRAWN.rows, DRAWN.columns):
        root = ET.fromstring(draw(chart(*bars)))
        title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None and desc is not None and title.text == "Personas & áreas"
        assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}" and root.get("role") == "img"
        high = float(root.get("viewBox", "").split()[3])
        for one in root.iter(f"{SVG}rect"):
            x, y, width, height = (float(one.get(name, "")) for name in ("x", "y", "width", "height"))
            assert x >= 0 and y >= 0 and width >= 0 and height >= 0
            assert x + width <= WIDTH + 0.2 and y + height <= high + 0.2


def test_lengths_are_to_scale() -> None:
    drawn = ET.fromstring(DRAWN.rows(chart(Bar("a", (10, 0, 0), "10"), Bar("b", (20, 5, 0), "25"))))
    widths = [float(one.get("width", "")) for one in drawn.iter(f"{SVG}rect")][3:]
    assert widths[3] == 2 * widths[0] and abs(widths[4] - widths[0] / 2) < 0.2


def test_what_is_left_out_has_words_and_no_bar() -> None:
    drawn = ET.fromstring(DRAWN.rows(chart(Bar("Agua", None, "se omite"))))
    assert "se omite" in [one.text for one in drawn.iter(f"{SVG}text")]
    assert len(list(drawn.iter(f"{SVG}rect"))) == 3  # of the legend
