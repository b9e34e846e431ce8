"""The fields of each kind of the catalogue (`catalogue_fields.toml`), and what whoever fills them in reads. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from audiencia.core import text_files
from audiencia.core.gettext_mark import N_
from audiencia.settings import service_text
from audiencia.settings.catalogue import Kind
from audiencia.settings.municipality_parts import Department


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldOf:
    """One field. `as_a`: text, area, lines, links, words, date, time, moment, check, number, minutes, mail, url, or one of a list or none:
    department, publisher, document_kind, ruled, topic. `most`: characters, or the largest number, `least` being the smallest; `lines`: how
    many there may be. `english`: the name of the field with the same in English, `spanish`: of that one in Spanish. `within`: the part of
    the value that it stands in; `beside`: it stands in no value. `empty`: what the value says when nothing was typed, `...` for nothing.
    `new`: only for new ones; `more`: folded away."""

    name: str
    label: str
    most: int = 120
    required: bool = True
    as_a: str = "text"
    hint: str = ""
    least: int = 0
    lines: int = 0
    english: str = ""
    spanish: str = ""
    within: str = ""
    beside: bool = False
    empty: Any = ...
    new: bool = False
    more: bool = False

    @property
    def key(self) -> str:
        """The field's key in the value."""
        return (self.name.removesuffix("_es") if self.english else self.name).removeprefix(f"{self.within}_")


ENGLISH = N_("The same in English")
ENGLISH_HINT = N_("If it is empty, the Spanish text is shown.")
ENGLISH_LINES = N_("As many lines as in Spanish. If it is empty, the Spanish text is shown.")
OFFICE = ("office_address_es", "office_hours_es", "office_phone")
_BOUNDS: Mapping[str, Any] = Department.model_json_schema()["properties"]
_READ = text_files.load("audiencia.administration.pages", "catalogue_fields.toml")


def _field(told: Mapping[str, Any]) -> Iterator[FieldOf]:
    """One of the file: of a text in both languages two."""
    of = dict(told)
    name, both, english = of["name"], of.pop("both", False), of.pop("label_en", ENGLISH)
    of |= {limit: getattr(service_text, of[limit]) for limit in ("most", "lines") if isinstance(of.get(limit), str)}
    if of.pop("or_none", False):
        of["empty"] = None
    if of.get("as_a") == "number":
        bounds = _BOUNDS[name]["anyOf"][0]
        of |= {"least": bounds["minimum"], "most": bounds["maximum"]}
    if not both:
        yield FieldOf(**of)
        return
    yield FieldOf(**of | {"name": f"{name}_es", "english": f"{name}_en"})
    of |= {"required": False, "hint": ENGLISH_LINES if "lines" in of else ENGLISH_HINT}
    yield FieldOf(**of | {"name": f"{name}_en", "label": english, "spanish": f"{name}_es"})


def _fields(listed: Iterable[Mapping[str, Any]]) -> tuple[FieldOf, ...]:
    return tuple(field for told in listed for field in _field(told))


SERVICE_GROUPS = tuple((group["title"], _fields(group["fields"])) for group in _READ.pop(Kind.SERVICE))
FIELDS: Mapping[Kind, tuple[FieldOf, ...]] = {
    **{Kind(kind): _fields(listed) for kind, listed in _READ.items()},
    Kind.SERVICE: tuple(one for _, group in SERVICE_GROUPS for one in group),
}
