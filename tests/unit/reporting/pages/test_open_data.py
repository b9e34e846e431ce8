"""The published files as strangers read them: with polars, and with frictionless."""

import io
import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import frictionless
import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from audiencia.core.gettext_mark import N_
from audiencia.privacy.small_cells import Counts
from audiencia.reporting.pages import open_data, petition_data
from audiencia.reporting.petition_figures import PetitionFigures
from audiencia.reporting.public_periods import Figures, PublicRow, Published
from tests.support.configuration import configured
from tests.support.published_figures import figures_of, petitions_of

SUMS = ("atendidas", "respuesta_inmediata", "confirmadas", "en_proceso", "pasan_a_otra_jornada")
FIGURES = ("attended", "immediate", "confirmed", "in_process", "carried_over")
WAITS = ("espera_mediana_min", "espera_p80_min")
NAMES = ("agua", "obras", "tesoreria")
FIRST = date(2026, 1, 6)
PEOPLE = st.lists(st.tuples(*[st.one_of(st.just(0), st.integers(0, 12))] * 4), min_size=3, max_size=3)
YEARS = st.lists(PEOPLE, min_size=1, max_size=9)
NOBODY_IN_WATER = [(0, 0, 0, 0), (30, 0, 0, 0), (30, 0, 0, 0)]
FEW_ELSEWHERE = [(0, 0, 0, 0), (30, 0, 0, 0), (3, 0, 0, 0)]


def published(weeks: Sequence[Sequence[tuple[int, ...]]]) -> Published:
    """Of one jornada a week; the newest is not final yet."""
    jornadas = [
        (FIRST + timedelta(weeks=at), [Counts(one[0], one[1], one[2], carried_over=one[3]) for one in people])
        for at, people in enumerate(weeks)
    ]
    return figures_of(jornadas, NAMES, final=False)


def read(found: Published) -> pl.DataFrame:
    """The CSV; what is left out is null, and where there is nothing to say too."""
    numbers = {one.name: pl.Int64 for one in open_data.AUDIENCE.fields if one.kind == "integer"}
    return pl.read_csv(
        io.StringIO(open_data.as_csv(found)), null_values=["*", ""], try_parse_dates=True, schema_overrides=numbers
    )


def shown(frame: pl.DataFrame, figures: Figures, row: PublicRow) -> dict[str, Any]:
    """What stands in the file of what stands on the page."""
    period = "semana" if figures.span.kind == "semana" else figures.span.label
    found = frame.filter(
        (pl.col("periodo") == period)
        & (pl.col("semana") == figures.span.begins_on)
        & (pl.col("area") == (row.slug or open_data.ALL))
    )
    one: dict[str, Any] = found.to_dicts()[0]
    return one


@settings(deadline=None, max_examples=60)
@given(YEARS)
def test_a_second_reader_of_the_files_comes_to_the_numbers_of_the_pages(weeks: list[list[tuple[int, ...]]]) -> None:
    found = published(weeks)
    frame = read(found)
    weekly = frame.filter(pl.col("periodo") == "semana")
    for figures in (*found.weeks, *found.longer, *found.years):
        for row in (*figures.rows, figures.total):
            one, until = shown(frame, figures, row), row.of or figures.span
            assert [one[name] for name in SUMS] == [getattr(row.shown, name) for name in FIGURES]
            known = (one["respuesta_inmediata"] or 0) + (one["en_proceso"] or 0)
            assert one["porcentaje_inmediata"] == (round(100 * one["respuesta_inmediata"] / known) if known else None)
            within = weekly.filter(
                (pl.col("area") == one["area"]) & pl.col("semana").is_between(until.begins_on, until.ends_on)
            )
            for name in SUMS:
                rest = None if one[name] is None else one[name] - within[name].sum()
                assert rest is None or rest >= 5 or rest == 0
                assert not (rest and within[name].null_count() == 0)
        for row in found.coarser(figures):
            until = row.of or figures.span
            same = frame.filter((pl.col("area") == row.slug) & (pl.col("hasta") == until.ends_on)).select(SUMS).rows()
            assert tuple(getattr(row.shown, name) for name in FIGURES) in same
        of = frame.filter(
            (pl.col("periodo") == ("semana" if figures.span.kind == "semana" else figures.span.label))
            & (pl.col("semana") == figures.span.begins_on)
        )
        for name in SUMS:
            total = of.filter(pl.col("area") == open_data.ALL)
            parts = of.filter((pl.col("area") != open_data.ALL) & (pl.col("hasta") == total["hasta"][0]))
            if parts.height == len(NAMES) and not parts[name].null_count() and not total[name].null_count():
                assert parts[name].sum() == total[name][0]
    told = [{**dict.fromkeys(frame.columns), **row} for row in open_data.as_json(found)["filas"]]
    assert [tuple(one[name] for name in (*SUMS, *WAITS)) for one in told] == frame.select(*SUMS, *WAITS).rows()


TOPICS = ("agua/fugas", "agua/drenaje", "obras/baches", "obras/faenas", "dif/comedores")
A_MONTH = [(7, 0), (3, 2), (9, 5), (6, 0), (2, 1)]
MONTHS = st.lists(
    st.lists(st.tuples(*[st.one_of(st.just(0), st.integers(0, 12))] * 2), min_size=5, max_size=5),
    min_size=1,
    max_size=7,
)
COUNTED = ("recibidas", "contestadas_en_plazo", "fuera_de_plazo")


def petitions(months: Sequence[Sequence[tuple[int, int]]]) -> PetitionFigures:
    return petitions_of([(date(2026, at + 1, 1), month) for at, month in enumerate(months)], TOPICS)


@settings(deadline=None, max_examples=60)
@given(MONTHS)
@example([A_MONTH] * 6)
def test_a_second_reader_of_the_petitions_comes_to_the_numbers_of_the_pages(
    months: list[list[tuple[int, int]]],
) -> None:
    found = petitions(months)
    numbers = {one.name: pl.Int64 for one in petition_data.PETITIONS.fields if one.kind == "integer"}
    text = petition_data.as_csv(found)
    frame = pl.read_csv(io.StringIO(text), null_values=["*", ""], try_parse_dates=True, schema_overrides=numbers)
    told = [{**dict.fromkeys(frame.columns), **row} for row in petition_data.as_json(found)["filas"]]
    assert [tuple(row[name] for name in COUNTED) for row in told] == frame.select(*COUNTED).rows()
    known = frame.drop_nulls("contestadas_en_plazo")
    assert (known["contestadas_en_plazo"] + known["fuera_de_plazo"]).to_list() == known["recibidas"].to_list()
    for row in known.filter(pl.col("recibidas") > 0).to_dicts():
        assert row["porcentaje_en_plazo"] == round(100 * row["contestadas_en_plazo"] / row["recibidas"])
    for figures in (*found.figures.longer, *found.figures.years):
        of = frame.filter(pl.col("periodo") == figures.span.label)
        for page_row in (*figures.rows, figures.total):
            area = of.filter(pl.col("area") == (page_row.slug or open_data.ALL))
            whole = area.filter(pl.col("tema") == petition_data.EVERY).to_dicts()
            shown = page_row.shown
            assert [tuple(row[name] for name in COUNTED) for row in whole] == [
                (shown.attended, shown.immediate, shown.in_process)
            ]
            parts = area.filter(pl.col("tema") != petition_data.EVERY)
            for name in COUNTED if parts.height else ():
                rest = None if whole[0][name] is None else whole[0][name] - parts[name].sum()
                assert rest is None or rest == 0 or (rest >= 5 and parts[name].null_count())


@settings(deadline=None, max_examples=60)
@given(YEARS)
@example([NOBODY_IN_WATER] * 4 + [FEW_ELSEWHERE])
def test_where_the_people_attended_are_left_out_so_are_the_waits(weeks: list[list[tuple[int, ...]]]) -> None:
    """An empty wait says that nobody was attended, minutes that at least five were; in a year, also after what is told of it."""
    rows = list(open_data.table(published(weeks)))
    for row in rows:
        weekly = [one["atendidas"] for one in rows if (one["periodo"], one["area"]) == (open_data.WEEK, row["area"])]
        if row["atendidas"] is None:
            assert [row[name] for name in WAITS] == [None, None]
        elif row["periodo"] == open_data.WEEK:
            assert (WAITS[0] in row) == (row["atendidas"] > 0) and (row.get(WAITS[0]) is None) == (not row["atendidas"])
        elif row["periodo"] == str(FIRST.year) and WAITS[0] not in row:
            assert not any(weekly) and None not in weekly


def test_frictionless_finds_nothing_wrong_with_the_package(tmp_path: Path) -> None:
    few = [(0, 2, 1, 0), (4, 9, 6, 1), (0, 0, 0, 0)]
    found = published([few] * 14)
    municipality = configured()
    package = open_data.dictionary(municipality, (open_data.AUDIENCE, petition_data.PETITIONS), N_)
    (tmp_path / "datapackage.json").write_text(json.dumps(package), "utf-8")
    (tmp_path / "datos.csv").write_bytes(open_data.as_csv(found).encode())
    (tmp_path / "peticiones.csv").write_bytes(petition_data.as_csv(petitions([A_MONTH] * 4)).encode())
    with frictionless.system.use_context(trusted=True):
        report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])
    assert report.stats["tasks"] == 2 and {"2026-01", "2026-T1"} <= {row["periodo"] for row in open_data.table(found)}
