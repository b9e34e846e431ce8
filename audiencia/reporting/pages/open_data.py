"""The published figures as data: one row for each week, month, quarter and year, and department; with a dictionary that programs read too.

Nothing in the files depends on the language of whoever asks. A figure that is left out is `*` in CSV and `null` in JSON, never
nought.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from audiencia.core.gettext_mark import N_
from audiencia.privacy.small_cells import FEWEST
from audiencia.reporting.public_figures import Figures, PublicRow, Published, Span
from audiencia.settings.municipality import Municipality
from audiencia.settings.municipality_parts import Licence

ALL = "todas"
WEEK = "semana"
LEFT_OUT = "*"
NAME = "cifras-de-la-audiencia"
KEY = ("periodo", "semana", "area")
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


FIELDS = (
    Field(
        "periodo",
        "string",
        N_("“semana”, or the month (2026-03), quarter (2026-T1) or year (2026) of whose weeks the row is the sum"),
    ),
    Field("semana", "date", N_("Monday of the week of the sessions; of a longer period, of its first week")),
    Field("hasta", "date", N_("Sunday of the last week in the row; the year goes as far as something can be told")),
    Field("jornadas", "string", N_("Days of the sessions in that week, with spaces between; empty for longer periods")),
    Field("area", "string", N_("Short name of the department, as in its address; “todas”: all of them together")),
    Field("area_nombre", "string", N_("Name of the department")),
    Field("estado", "string", N_("“preliminar” or “definitiva”")),
    Field("definitiva_desde", "datetime", N_("When the row is or was final; empty when nobody had a result")),
    Field("atendidas", "integer", N_("People attended, each once, in the department that attended them last")),
    Field("respuesta_inmediata", "integer", N_("Of them, with immediate answer")),
    Field("porcentaje_inmediata", "integer", N_("With immediate answer, of a hundred whose result is known")),
    Field("confirmadas", "integer", N_("Of those with immediate answer, who said themselves that it was resolved")),
    Field("en_proceso", "integer", N_("Of those attended, whose matter goes on, with a folio")),
    Field(
        "pasan_a_otra_jornada", "integer", N_("Who waited at the end and was carried over; not among those attended")
    ),
    Field(
        "espera_mediana_min",
        "integer",
        N_("Minutes from taking the number to the first call: half waited less; of a year, in all its weeks so far"),
    ),
    Field("espera_p80_min", "integer", N_("The same: eight of ten waited no longer")),
)
"""Everything that is published, in the order of the columns."""


def table(found: Published) -> Iterator[dict[str, Any]]:
    """The rows, the oldest week first, then months and quarters, then the years. `None`: left out. What there is nothing to say
    of, such as waits where nobody was called, is not in its row.
    """
    for figures in (*reversed(found.weeks), *found.longer, *found.years):
        days = {"jornadas": " ".join(day.isoformat() for day in figures.days)} if figures.days else {}
        for row in (*figures.rows, figures.total):
            yield _of(figures.span, row.of or figures.span) | days | _row(row, figures)


def _of(span: Span, until: Span) -> dict[str, str]:
    period = WEEK if span.kind == WEEK else span.label
    return {"periodo": period, "semana": until.begins_on.isoformat(), "hasta": until.ends_on.isoformat()}


def as_csv(found: Published) -> str:
    """Comma-separated (RFC 4180), UTF-8 without a mark, the names of `FIELDS` first."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [one.name for one in FIELDS], restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in table(found):
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
    """The same as one object."""
    return {
        "actualizado": found.at.isoformat(timespec="seconds"),
        "estado": FINAL if found.final else PRELIMINARY,
        "diccionario": "/cifras/diccionario.json",
        "filas": list(table(found)),
    }


def dictionary(title: str, publisher: str, licence: Licence, meanings: dict[str, str]) -> dict[str, Any]:
    """A data package (Frictionless Data Package 1) of the rows. `meanings`: of each field, in words."""
    schema = {
        "fields": [
            {"name": one.name, "type": one.kind, "description": meanings[one.name]}
            | ({"constraints": {"required": True}} if one.name in KEY else {})
            for one in FIELDS
        ],
        "primaryKey": list(KEY),
        "missingValues": ["", LEFT_OUT],
    }
    return {
        "profile": "tabular-data-package",
        "name": NAME,
        "title": title,
        "licenses": [{"name": licence.name, "path": licence.url, "title": licence.title}],
        "contributors": [{"title": publisher, "role": "publisher"}],
        "smallCells": {"fewest": FEWEST, "leftOut": LEFT_OUT},
        "resources": [
            {
                "profile": "tabular-data-resource", "name": "cifras", "path": "datos.csv", "format": "csv",
                "mediatype": "text/csv", "encoding": "utf-8", "schema": schema,
            },
        ],
    }  # fmt: skip


def catalogue(origin: str, title: str, description: str, municipality: Municipality) -> dict[str, Any]:
    """A catalogue of one data set (DCAT-AP 3, JSON-LD), for portals that collect what others publish."""
    publisher = {"@type": "foaf:Agent", "foaf:name": municipality.name}
    licence = {"@id": municipality.licence.url}
    phone = {"@type": "vcard:Organization", "vcard:fn": municipality.name, "vcard:tel": municipality.contact.phone}
    about = {"dct:title": _es(title), "dct:description": _es(description), "dct:publisher": publisher}
    files = [
        {
            "@id": f"{origin}/cifras/{path}", "@type": "dcat:Distribution", "dct:title": _es(name),
            "dcat:accessURL": {"@id": f"{origin}/cifras"}, "dcat:downloadURL": {"@id": f"{origin}/cifras/{path}"},
            "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{kind}"}, "dct:license": licence,
            "dct:conformsTo": {"@id": f"{origin}/cifras/diccionario.json"},
        }
        for path, name, kind in (("datos.csv", "CSV", "text/csv"), ("datos.json", "JSON", "application/json"))
    ]  # fmt: skip
    dataset = {
        "@id": f"{origin}/cifras", "@type": "dcat:Dataset", **about, "dct:identifier": NAME, "dct:license": licence,
        "dct:language": {"@id": f"{_AUTHORITY}/language/SPA"},
        "dct:accrualPeriodicity": {"@id": f"{_AUTHORITY}/frequency/WEEKLY"},
        "dcat:theme": {"@id": f"{_AUTHORITY}/data-theme/GOVE"}, "dcat:contactPoint": phone,
        "dcat:landingPage": {"@id": f"{origin}/cifras"}, "dcat:distribution": files,
    }  # fmt: skip
    return {
        "@context": dict(_PREFIXES), "@id": f"{origin}/datos/catalogo.jsonld", "@type": "dcat:Catalog", **about,
        "dct:license": licence, "foaf:homepage": {"@id": f"{origin}/"}, "dcat:dataset": [dataset],
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
