"""Live content in pages: departments and topics, days, templates. What is changed counts at once, everywhere, and can be undone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from audiencia.catalogue import CONFIGURED, DAYS, RETIRED, Key, Kind, next_ordinal, topic_key
from audiencia.config import Municipality
from audiencia.errors import BadInput, Code, DomainError, NotFound
from audiencia.flows import catalogue as flow
from audiencia.flows.catalogue import Catalogue, Edit
from audiencia.ids import CommandId
from audiencia.marked import N_
from audiencia.pages import content_forms, content_words, day_question, edge, forms, render
from audiencia.pages.content_fields import FIELDS
from audiencia.pages.forms import Fields
from audiencia.pages.i18n import Words
from audiencia.pages.sent import fields_of, staff_id_of
from audiencia.pages.site import site_of

PAGES: Mapping[str, tuple[str, tuple[Kind, ...]]] = {
    "/administracion/areas": (N_("Departments and topics"), (Kind.DEPARTMENT, Kind.TOPIC)),
    "/administracion/dias": (N_("Days"), (Kind.OPENING, Kind.HOLIDAY)),
    "/administracion/plantillas": (N_("Templates"), (Kind.STEP_TEMPLATE, Kind.NOTE_TEMPLATE)),
}
NOTE = N_(
    "A retired topic or department stays readable in what is older, and nobody can choose it any more. "
    "Terms that run already keep the calendar by which they were counted."
)
PAGE_OF = {kind: path for path, (_title, kinds) in PAGES.items() for kind in kinds}


class ContentForm(BaseModel):
    """What every form says: which object, in the version that was seen, and what to do. `change`: which one to undo."""

    model_config = ConfigDict(frozen=True)
    command_id: UUID
    act: Literal["add", "change", "retire", "put_back", "remove", "undo"]
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


async def show(request: web.Request) -> web.Response:
    """One of the pages."""
    return await _page(request, request.path)


async def act(request: web.Request) -> web.Response:
    """Carries out one form, and leads back to its page; shows the form again with what is wrong."""
    form, fields = await read_form(request)
    if form.kind not in PAGE_OF:
        raise BadInput
    path = PAGE_OF[form.kind]
    try:
        answer = day_question.answered(fields)
    except BadInput as error:
        return await day_question.page(request, fields, path, error)
    house, by, command_id = _house(request), staff_id_of(request), CommandId(form.command_id)
    if await flow.carried_out(house, by, command_id):
        return render.see_other(f"{path}?hecho=1")
    typed = Typed()
    try:
        if form.act == "undo":
            await flow.undo(house, by, command_id, form.change, form.version, answer)
        else:
            edits, typed = _edits(await flow.now(house, *CONFIGURED), form, fields)
            if typed.wrong:
                return await _page(request, path, typed, BadInput(fields=dict(typed.wrong)))
            await flow.change(house, by, command_id, edits, answer)
    except DomainError as error:
        if day_question.asks(error):
            return await day_question.page(request, fields, path, error)
        return await _page(request, path, typed, error)
    return render.see_other(f"{path}?hecho=1")


async def read_form(request: web.Request) -> tuple[ContentForm, Fields]:
    """What every form says, and its fields. Raises `BadInput`, `Forbidden`."""
    fields = await fields_of(request)
    form, wrong = forms.check(ContentForm, fields)
    if form is None:
        raise BadInput(fields=wrong)
    return form, fields


def _edits(catalogue: Catalogue, form: ContentForm, fields: Fields) -> tuple[list[Edit], Typed]:
    """What the form changes, and what it shows when it comes back. Raises `NotFound` for an object that is not there."""
    if form.act == "add":
        return _added(catalogue, form, fields)
    key = Key(form.kind, form.key)
    held = catalogue.objects.get(key)
    if held is None or held.value is None:
        raise NotFound(Code.NOT_FOUND)
    if form.act == "change":
        values, wrong = content_forms.check(form.kind, fields, new=False)
        value = None if wrong else content_forms.value_of(form.kind, values, held.value)
        return [Edit(key, form.version, value)], Typed(form.target, values, wrong)
    if form.act == "remove":
        if form.kind not in DAYS:
            raise BadInput
        return [Edit(key, form.version, None)], Typed(form.target)
    if form.kind in DAYS:
        raise BadInput
    return [Edit(key, form.version, {**held.value, RETIRED: form.act == "retire"})], Typed(form.target)


def _added(catalogue: Catalogue, form: ContentForm, fields: Fields) -> tuple[list[Edit], Typed]:
    kind, entries = form.kind, catalogue.entries
    values, wrong = content_forms.check(kind, fields, new=True)
    if kind is Kind.TOPIC and entries.get(Key(Kind.DEPARTMENT, form.key)) is None:
        raise NotFound(Code.NOT_FOUND)
    if kind is Kind.DEPARTMENT and "prefix" not in wrong and values["prefix"] in _prefixes(entries.values()):
        wrong["prefix"] = "taken"
    typed = Typed(form.target, values, wrong)
    if wrong:
        return [], typed
    key = content_forms.new_key(kind, values, form.key, list(entries))
    if entries.get(key) is not None:
        return [], Typed(form.target, values, {"day": "taken"})
    place = next_ordinal(entries, kind, form.key or None) if kind in (Kind.DEPARTMENT, Kind.TOPIC) else 0
    edits = [Edit(key, catalogue.number(key), content_forms.value_of(kind, values, None, place))]
    if kind is Kind.DEPARTMENT:
        topic = {"name": content_forms.bilingual(values, "topic"), "ordinal": 0, RETIRED: False}
        first = topic_key(key.name, content_forms.slug_of(values["topic_es"], ()))
        edits.append(Edit(first, catalogue.number(first), topic))
    return edits, typed


def _prefixes(values: Any) -> set[str]:
    return {value["prefix"] for value in values if value is not None and "prefix" in value}


def _house(request: web.Request) -> Any:
    return site_of(request).house


async def _page(
    request: web.Request, path: str, typed: Typed | None = None, error: DomainError | None = None
) -> web.Response:
    words, typed = render.words_of(request), typed or Typed()
    title, kinds = PAGES[path]
    catalogue = await flow.now(_house(request), *kinds, Kind.DEPARTMENT)
    said = content_words.wrong(words, typed.target, [one for kind in kinds for one in FIELDS[kind]], typed.wrong)
    municipality = _house(request).municipality
    return render.page(
        request,
        "administracion_contenido.html",
        status=200 if error is None else edge.status_of(error),
        **({} if error is None else {**render.error_values(request, error), "fields": said}),
        path=path,
        title=words.gettext(title),
        done="hecho" in request.query and error is None,
        kinds=[(kind, words.gettext(content_words.KINDS[kind])) for kind in kinds],
        objects=_objects(catalogue, kinds, words),
        changes=await flow.history(_house(request), *kinds),
        number=lambda key: catalogue.number(key),
        list_name=lambda kind: words.gettext(content_words.LISTS[kind]),
        **told(words),
        fields_of=lambda kind: FIELDS[kind],
        typed_of=content_forms.typed_of,
        target_of=target_of,
        typed=typed,
        options=options(municipality, words),
        post_to="/administracion/contenido",
        history_note=words.gettext(NOTE),
        command_id=lambda: str(uuid4()),
    )


def options(municipality: Municipality, words: Words) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """By the kind of a field that is chosen: what stands for none, and the others."""
    named = [(one, one.slug, words.text(one.name)) for one in municipality.departments]
    return {
        "department": (words.gettext("All departments"), [(code, name) for _, code, name in named]),
        "ruled": (
            words.gettext("The department that it stands under"),
            [(code, name) for one, code, name in named if one.by_rule],
        ),
    }


def told(words: Words) -> dict[str, Any]:
    """How a history tells of changes."""
    return {
        "what": lambda change: content_words.what(words, change),
        "kind_name": lambda kind: words.gettext(content_words.KINDS[kind]),
        "source": lambda code: words.gettext(content_words.SOURCES[code]) if code in content_words.SOURCES else "",
    }


def _objects(catalogue: Catalogue, kinds: tuple[Kind, ...], words: Words) -> dict[Kind, list[content_words.Shown]]:
    """What is there of each kind, in its order: those that can be chosen first."""
    names = {key.name: value for key, value in catalogue.entries.items() if key.kind is Kind.DEPARTMENT and value}
    found: dict[Kind, list[content_words.Shown]] = {kind: [] for kind in kinds}
    for key, value in catalogue.entries.items():
        if key.kind in found and value is not None:
            found[key.kind].append(content_words.shown(words, key, value, names))
    for some in found.values():
        some.sort(key=lambda one: (one.retired, one.value.get("ordinal", 0), one.key.name))
    return found
