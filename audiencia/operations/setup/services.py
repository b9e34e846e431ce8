"""A row of the sheet of services, in the form of the configuration; and what does not fit together in it. Pure."""

from collections.abc import Mapping
from typing import Any

from audiencia.core.cli_text import _
from audiencia.operations.setup.cells import plain
from audiencia.operations.setup.tables import Row
from audiencia.settings import service_text

TEXTS = {"nombre": "name", "resumen": "summary", "quien": "who", "costo": "cost", "tiempo": "time", "lugar": "place",
         "fundamento": "legal"}  # fmt: skip
LISTS = {"requisitos": "requirements", "pasos": "steps"}


def of_row(row: Row, key: str, topics: Mapping[str, str] | None) -> dict[str, Any]:
    """The service. `topics`: of its department, names by keys; `None` where the department is not known, which is told already."""
    service: dict[str, Any] = {"slug": key}
    topic = _topic(row, topics)
    if topic:
        service["topic"] = topic
    if row.values.get("palabras"):
        service["words"] = _list(row, "palabras")
    for column, name in TEXTS.items():
        if row.text(column):
            service[name] = {"es": row.text(column), "en": row.text(f"{column} en") or row.text(column)}
        else:
            _alone(row, column)
    for column, name in LISTS.items():
        listed = _list(row, column)
        if listed:
            service[name] = service_text.both(listed, _english(row, column, len(listed)))
        else:
            _alone(row, column)
    links = _list(row, "enlaces")
    if links:
        labels = service_text.both([one for one, _ in links], _english(row, "enlaces", len(links)))
        service["links"] = [{"label": label, "url": url} for label, (_, url) in zip(labels, links, strict=True)]
    return service


def _list(row: Row, column: str) -> list[Any]:
    found = row.values.get(column, ())
    return list(found) if isinstance(found, tuple) else []


def _english(row: Row, column: str, many: int) -> list[str]:
    """As many lines as the Spanish ones, or none."""
    found = _list(row, f"{column} en")
    if not found or len(found) == many:
        return found
    what = _("it must have as many lines as «%(column)s» (%(many)s), or none", column=column, many=many)
    row.wrong(f"{column} en", what)
    return []


def _alone(row: Row, column: str) -> None:
    """English words without the Spanish ones."""
    if row.values.get(f"{column} en"):
        row.wrong(f"{column} en", _("the same in Spanish is missing, in «%(column)s»", column=column))


def _topic(row: Row, topics: Mapping[str, str] | None) -> str:
    word = row.text("tema")
    if not word or topics is None:
        return ""
    by_word = {plain(one): key for key, name in topics.items() for one in (key, name)}
    found = by_word.get(plain(word), "")
    if not found:
        row.unknown("tema", _("the department has no such topic"), by_word, topics.values())
    return found
