"""The published figures as data: one row for each week, month, quarter and year, and department; with a dictionary and an entry for
catalogues, of all tables that are published.
Nothing in the files depends on the language of whoever asks. A figure that is left out is `*` in CSV and `null` in JSON, never nought."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audiencia.core import text_files
from audiencia.core.gettext_mark import N_
from audiencia.privacy.small_cells import FEWEST
from audiencia.reporting.public_periods import Figures, PublicRow, Published, Span
from audiencia.settings.municipality import Municipality

ALL = "todas"
WEEK = "semana"
LEFT_OUT = "*"
_AUTHORITY = "http://publications.europa.eu/resource/authority"
_PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}
PRELIMINARY, FINAL = "preliminar", "definitiva"


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `kind` as in a Table Schema (Frictionless): string, integer, date, datetime."""

    name: str
    kind: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """What is published of one subject: a page, and under `file` CSV and JSON. `note`: how its rows are read; `frequency`: how often
    it grows, as in the EU's list."""

    name: str
    title: str
    about: str
    note: str
    page: str
    file: str
    fields: Sequence[Field]
    key: tuple[str, ...]
    frequency: str


_READ = text_files.load("audiencia.reporting.pages", "open_data_fields.toml")


def published(subject: str) -> Table:
    """One of `open_data_fields.toml`."""
    told = _READ[subject]
    fields = tuple(Field(**one) for one in told["fields"])
    return Table(**told | {"fields": fields, "key": tuple(told["key"])})


AUDIENCE = published("audience")


def table(found: Published) -> Iterator[dict[str, Any]]:
    """The rows, the oldest week first, then months and quarters, then the years. `None`: left out. What there is nothing to say
    of, such as waits where nobody was called, is not in its row."""
    for figures in (*reversed(found.weeks), *found.longer, *found.years):
        days = {"jornadas": " ".join(day.isoformat() for day in figures.days)} if figures.days else {}
        for row in (*figures.rows, figures.total):
            yield _of(figures.span, row.of or figures.span) | days | _row(row, figures)


def _of(span: Span, until: Span) -> dict[str, str]:
    period = WEEK if span.kind == WEEK else span.label
    return {"periodo": period, "semana": until.begins_on.isoformat(), "hasta": until.ends_on.isoformat()}


def as_csv(found: Published) -> str:
    """The audience's rows."""
    return rows_as_csv(AUDIENCE.fields, table(found))


def rows_as_csv(fields: Iterable[Field], rows: Iterable[Mapping[str, Any]]) -> str:
    """Comma-separated (RFC 4180), UTF-8 without a mark, the names of `fields` first."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [one.name for one in fields], restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: LEFT_OUT if value is None else value for name, value in row.items()})
    return text.getvalue()


def row_as_csv(told: Mapping[str, object]) -> str:
    """One row with its heading, for what is told in place of the figures; yes and no as in JSON."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(told)
    writer.writerow([str(one).lower() if isinstance(one, bool) else one for one in told.values()])
    return text.getvalue()


def as_json(found: Published) -> dict[str, Any]:
    """All public figures as one JSON object."""
    return {
        "actualizado": found.at.isoformat(timespec="seconds"),
        "estado": FINAL if found.final else PRELIMINARY,
        "diccionario": "/cifras/diccionario.json",
        "filas": list(table(found)),
    }


def dictionary(municipality: Municipality, tables: Sequence[Table], say: Callable[[str], str]) -> dict[str, Any]:
    """A data package (Frictionless Data Package 1) of all tables. `say` translates."""
    licence = municipality.licence
    return {
        "profile": "tabular-data-package",
        "name": AUDIENCE.name,
        "title": _title(AUDIENCE, municipality, say),
        "licenses": [{"name": licence.name, "path": licence.url, "title": licence.title}],
        "contributors": [{"title": municipality.name, "role": "publisher"}],
        "smallCells": {"fewest": FEWEST, "leftOut": LEFT_OUT},
        "resources": [_resource(one, municipality, say) for one in tables],
    }


def _resource(table: Table, municipality: Municipality, say: Callable[[str], str]) -> dict[str, Any]:
    fields = [
        {"name": one.name, "type": one.kind, "description": say(one.meaning)}
        | ({"constraints": {"required": True}} if one.name in table.key else {})
        for one in table.fields
    ]
    return {
        "profile": "tabular-data-resource", "name": table.name, "title": _title(table, municipality, say),
        "path": f"{table.file.removeprefix('/cifras/')}.csv", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": list(table.key), "missingValues": ["", LEFT_OUT]},
    }  # fmt: skip


def _title(table: Table, municipality: Municipality, say: Callable[[str], str]) -> str:
    return f"{say(table.title)}: {municipality.name}"


def catalogue(
    origin: str, municipality: Municipality, tables: Sequence[Table], say: Callable[[str], str]
) -> dict[str, Any]:
    """A catalogue of the data sets (DCAT-AP 3, JSON-LD), for portals that collect what others publish. `say` translates."""
    publisher = {"@type": "foaf:Agent", "foaf:name": municipality.name}
    title = f"{say(N_('Open data'))}: {municipality.name}"
    return {
        "@context": dict(_PREFIXES), "@id": f"{origin}/datos/catalogo.jsonld", "@type": "dcat:Catalog",
        "dct:title": _es(title), "dct:description": _es(" ".join(say(one.about) for one in tables)),
        "dct:publisher": publisher, "dct:license": {"@id": municipality.licence.url}, "foaf:homepage": {"@id": f"{origin}/"},
        "dcat:dataset": [_dataset(origin, one, municipality, say) | {"dct:publisher": publisher} for one in tables],
    }  # fmt: skip


def _dataset(origin: str, table: Table, municipality: Municipality, say: Callable[[str], str]) -> dict[str, Any]:
    licence, page = {"@id": municipality.licence.url}, {"@id": origin + table.page}
    files = [
        {
            "@id": f"{origin}{table.file}.{ending}", "@type": "dcat:Distribution", "dct:title": _es(ending.upper()),
            "dcat:accessURL": page, "dcat:downloadURL": {"@id": f"{origin}{table.file}.{ending}"},
            "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{kind}"}, "dct:license": licence,
            "dct:conformsTo": {"@id": f"{origin}/cifras/diccionario.json"},
        }
        for ending, kind in (("csv", "text/csv"), ("json", "application/json"))
    ]  # fmt: skip
    return page | {
        "@type": "dcat:Dataset", "dct:title": _es(_title(table, municipality, say)), "dct:description": _es(say(table.about)),
        "dct:identifier": table.name, "dct:license": licence, "dct:language": {"@id": f"{_AUTHORITY}/language/SPA"},
        "dct:accrualPeriodicity": {"@id": f"{_AUTHORITY}/frequency/{table.frequency}"},
        "dcat:theme": {"@id": f"{_AUTHORITY}/data-theme/GOVE"}, "dcat:landingPage": page, "dcat:distribution": files,
        "dcat:contactPoint": {
            "@type": "vcard:Organization", "vcard:fn": municipality.name, "vcard:tel": municipality.contact.phone,
        },
    }  # fmt: skip


def _es(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "es"}


def _row(row: PublicRow, figures: Figures) -> dict[str, Any]:
    shown = row.shown
    found: dict[str, Any] = {
        "area": row.slug or ALL,
        "area_nombre": "Todas" if row.department is None else row.department.es,
        "estado": FINAL if figures.final else PRELIMINARY,
        "atendidas": shown.attended,
        "respuesta_inmediata": shown.immediate,
        "confirmadas": shown.confirmed,
        "en_proceso": shown.in_process,
        "pasan_a_otra_jornada": shown.carried_over,
    }
    if figures.settled_at is not None:
        found["definitiva_desde"] = figures.settled_at.isoformat(timespec="seconds")
    if shown.immediate is None or shown.percent is not None:
        found["porcentaje_inmediata"] = shown.percent
    if not row.nobody_called:
        found["espera_mediana_min"] = None if row.wait is None else row.wait.median_min
        found["espera_p80_min"] = None if row.wait is None else row.wait.p80_min
    return found
