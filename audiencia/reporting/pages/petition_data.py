"""The published figures of petitions as data: one row for each month, quarter and year, and department; of quarters also for each topic."""

from collections.abc import Iterator
from typing import Any

from audiencia.privacy.small_cells import Shown
from audiencia.reporting.pages.open_data import ALL, published, rows_as_csv
from audiencia.reporting.petition_figures import PetitionFigures
from audiencia.reporting.public_periods import Figures, PublicRow

EVERY = "todos"
PETITIONS = published("petitions")


def table(found: PetitionFigures) -> Iterator[dict[str, Any]]:
    """The rows, of months and quarters in the order of their ends, then the years. `None`: left out."""
    for figures in (*found.figures.longer, *found.figures.years):
        for row in (*figures.rows, figures.total):
            of = _of(figures, row)
            yield of | {"tema": EVERY, "tema_nombre": "Todos"} | _counted(row.shown)
            for topic in found.topics.get((figures.span.label, row.slug or ALL), ()):
                yield of | {"tema": topic.slug, "tema_nombre": topic.name.es} | _counted(topic.shown)


def as_csv(found: PetitionFigures) -> str:
    """As `open_data.rows_as_csv`."""
    return rows_as_csv(PETITIONS.fields, table(found))


def as_json(found: PetitionFigures) -> dict[str, Any]:
    """The figures of petitions as one JSON object."""
    return {
        "actualizado": found.figures.at.isoformat(timespec="seconds"),
        "diccionario": "/cifras/diccionario.json",
        "filas": list(table(found)),
    }


def _of(figures: Figures, row: PublicRow) -> dict[str, Any]:
    span = row.of or figures.span
    return {
        "periodo": figures.span.label,
        "desde": span.begins_on.isoformat(),
        "hasta": span.ends_on.isoformat(),
        "area": row.slug or ALL,
        "area_nombre": "Todas" if row.department is None else row.department.es,
    }


def _counted(shown: Shown) -> dict[str, Any]:
    """A share of nobody is nothing to say."""
    share = {} if shown.percent is None and shown.immediate is not None else {"porcentaje_en_plazo": shown.percent}
    return {
        "recibidas": shown.attended,
        "contestadas_en_plazo": shown.immediate,
        "fuera_de_plazo": shown.in_process,
    } | share
