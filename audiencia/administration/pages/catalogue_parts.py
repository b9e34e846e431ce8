"""What the pages of the catalogue share: what a form says, how it comes back, what is chosen from, and how a history is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal
from uuid import uuid4

from aiohttp import web
from pydantic import Field

from audiencia.administration.catalogue_log import Catalogue
from audiencia.administration.pages import catalogue_forms, catalogue_words
from audiencia.administration.pages.catalogue_fields import FIELDS
from audiencia.core.errors import DomainError
from audiencia.http import forms, render
from audiencia.http.forms import CommandForm, Fields
from audiencia.http.i18n import Words
from audiencia.http.site import site_of
from audiencia.http.submitted_form import fields_of
from audiencia.settings.catalogue import Kind
from audiencia.settings.config import Municipality
from audiencia.settings.document import What

POST_TO = "/administracion/contenido"


class CatalogueForm(CommandForm):
    """What every form says: which object, in the version that was seen, and what to do. `change`: which one to undo."""

    act: Literal["add", "change", "retire", "put_back", "remove", "undo", "move", "order"]
    kind: Kind
    key: Annotated[str, Field(max_length=90)] = ""
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    change: Annotated[int, Field(ge=0, le=2**53)] = 0

    @property
    def target(self) -> str:
        """The form in its page."""
        return target_of(self.kind, self.key, self.act)


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that is shown again: which one, what was typed, and what is wrong with which field."""

    target: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)


def target_of(kind: Kind, key: str, act: str) -> str:
    """The id of a form."""
    return "-".join(one for one in (act, kind.value, key.replace("/", "--")) if one)


async def read_form(request: web.Request) -> tuple[CatalogueForm, Fields]:
    """What every form says, and its fields. Raises `BadInput`, `Forbidden`."""
    fields = await fields_of(request)
    form = forms.filled(CatalogueForm, fields)
    return form, fields


def page_values(request: web.Request, catalogue: Catalogue, error: DomainError | None) -> dict[str, Any]:
    """What every page of the catalogue needs."""
    words = render.words_of(request)
    return {
        "number": catalogue.number,
        "command_id": lambda: str(uuid4()),
        "done": "hecho" in request.query and error is None,
        "options": {},
        **told(words, catalogue),
    }


def object_values(
    request: web.Request, catalogue: Catalogue, kinds: tuple[Kind, ...], typed: Typed, error: DomainError | None
) -> dict[str, Any]:
    """What pages need that show all objects of these kinds with their forms."""
    values = form_values(request, catalogue, kinds, typed, error)
    return {**values, "objects": _objects(catalogue, kinds, render.words_of(request))}


def form_values(
    request: web.Request, catalogue: Catalogue, kinds: tuple[Kind, ...], typed: Typed, error: DomainError | None
) -> dict[str, Any]:
    """What pages need that show forms of objects of these kinds."""
    words = render.words_of(request)
    wrong = catalogue_words.wrong(words, typed.target, [one for kind in kinds for one in FIELDS[kind]], typed.wrong)
    return {
        **page_values(request, catalogue, error),
        **({} if error is None else {"fields": wrong}),
        "fields_of": lambda kind: FIELDS[kind],
        "typed_of": catalogue_forms.typed_of,
        "target_of": target_of,
        "typed": typed,
        "options": options(site_of(request).context.municipality, words),
        "post_to": POST_TO,
    }


def options(municipality: Municipality, words: Words) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """By the kind of a field that is chosen: what stands for none, and the others."""
    named = [(one, one.slug, words.text(one.name)) for one in municipality.departments]
    departments = [(code, name) for _, code, name in named]
    return {
        "department": (words.gettext("All departments"), departments),
        "publisher": (words.gettext("The whole municipality"), departments),
        "document_kind": (words.gettext("Choose what it is"), [(one.value, words.gettext(one.says)) for one in What]),
        "ruled": (
            words.gettext("The department that it stands under"),
            [(code, name) for one, code, name in named if one.by_rule],
        ),
    }


def told(words: Words, catalogue: Catalogue) -> dict[str, Any]:
    """Functions by which a template describes changes."""
    departments = {
        key.name: catalogue_words.name(words, value, key)
        for key, value in catalogue.entries.items()
        if key.kind is Kind.DEPARTMENT and value is not None
    }
    return {
        "what": lambda change: catalogue_words.what(words, change, departments),
        "kind_name": lambda kind: words.gettext(kind.says),
        "source": lambda code: words.gettext(catalogue_words.SOURCES[code]) if code in catalogue_words.SOURCES else "",
    }


def _objects(catalogue: Catalogue, kinds: tuple[Kind, ...], words: Words) -> dict[Kind, list[catalogue_words.Shown]]:
    """What is there of each kind, in its order: those that can be chosen first."""
    found: dict[Kind, list[catalogue_words.Shown]] = {kind: [] for kind in kinds}
    for key, value in catalogue.entries.items():
        if key.kind in found and value is not None:
            found[key.kind].append(catalogue_words.shown(words, key, value))
    for some in found.values():
        some.sort(key=lambda one: (one.retired, one.value.get("ordinal", 0), one.key.name))
    return found
