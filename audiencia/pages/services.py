"""Services of the directory in the administration: the list, a form for each, history and undo. What is changed counts at once."""

from typing import Any
from uuid import uuid4

from aiohttp import web

from audiencia.catalogue import RETIRED, Key, Kind, next_ordinal, service_key
from audiencia.config import Department
from audiencia.errors import BadInput, Code, DomainError, NotFound
from audiencia.flows import catalogue as flow
from audiencia.flows.catalogue import Catalogue, Edit
from audiencia.flows.house import House
from audiencia.ids import CommandId
from audiencia.marked import N_
from audiencia.pages import content, content_words, edge, render, service_forms
from audiencia.pages.content import ContentForm, Typed
from audiencia.pages.content_forms import slug_of
from audiencia.pages.forms import Fields
from audiencia.pages.sent import staff_id_of
from audiencia.pages.site import site_of

PAGE = "/administracion/servicios"
NOTE = N_(
    "A retired service is found by nobody, and can be put back. What was handed over in calls stays with the people."
)


async def show(request: web.Request) -> web.Response:
    """All services by department, and what was changed."""
    return await _list(request)


async def new(request: web.Request) -> web.Response:
    """The empty form. `?area=` says whose it is to be."""
    if "area" not in request.query:
        return render.see_other(PAGE)
    return await _form(request, _department(_house(request), request.query["area"]), None)


async def one(request: web.Request) -> web.Response:
    """One service."""
    wanted = request.match_info
    key = service_key(wanted["department"], wanted["service"])
    return await _form(request, _department(_house(request), key.department), key)


async def act(request: web.Request) -> web.Response:
    """Carries out one form; shows it again with what is wrong."""
    form, fields = await content.read_form(request)
    if form.kind is not Kind.SERVICE or form.act == "remove":
        raise BadInput
    house, by, command_id = _house(request), staff_id_of(request), CommandId(form.command_id)
    if form.act == "undo":
        try:
            await flow.undo(house, by, command_id, form.change, form.version)
        except DomainError as error:
            return await _list(request, error)
        return render.see_other(f"{PAGE}?hecho=1")
    department = _department(house, form.key.partition("/")[0])
    edit, typed = _edit(await flow.now(house, Kind.SERVICE), form, fields, department)
    shown = None if form.act == "add" else edit.key
    if typed.wrong:
        return await _form(request, department, shown, typed, BadInput(fields=dict(typed.wrong)))
    try:
        [name] = await flow.change(house, by, command_id, [edit])
    except DomainError as error:
        return await _form(request, department, shown, typed, error)
    return render.see_other(f"{PAGE}/{name}?hecho=1")


def _edit(catalogue: Catalogue, form: ContentForm, fields: Fields, department: Department) -> tuple[Edit, Typed]:
    """What the form changes, and what it shows when it comes back. Raises `NotFound` for a service that is not there."""
    key = Key(Kind.SERVICE, form.key)
    held = catalogue.objects.get(key)
    if form.act != "add" and (held is None or held.value is None):
        raise NotFound(Code.NOT_FOUND)
    before = None if held is None else held.value
    if form.act in ("retire", "put_back"):
        return Edit(key, form.version, {**(before or {}), RETIRED: form.act == "retire"}), Typed(form.target)
    typed, wrong = service_forms.check(fields, [one.slug for one in department.topics])
    shown = Typed(form.target, typed, wrong)
    if form.act == "add":
        taken = {one.slug for one in catalogue.objects if one.department == department.slug}
        key = service_key(department.slug, slug_of(typed["name_es"], taken))
        place = next_ordinal(catalogue.entries, Kind.SERVICE, department.slug)
        return Edit(key, 0, None if wrong else service_forms.value_of(typed, None, place)), shown
    return Edit(key, form.version, None if wrong else service_forms.value_of(typed, before)), shown


def _house(request: web.Request) -> House:
    return site_of(request).house


def _department(house: House, slug: str) -> Department:
    """One that has a page in the directory. Raises `NotFound`."""
    found = house.municipality.department(slug)
    if found is None or found.by_rule:
        raise NotFound(Code.UNKNOWN_DEPARTMENT)
    return found


def _values(request: web.Request, catalogue: Catalogue, error: DomainError | None) -> dict[str, Any]:
    words = render.words_of(request)
    return {
        "path": PAGE,
        "post_to": PAGE,
        "number": catalogue.number,
        "command_id": lambda: str(uuid4()),
        "history_note": words.gettext(NOTE),
        "done": "hecho" in request.query and error is None,
        "options": {},
        **content.told(words),
        **({} if error is None else render.error_values(request, error)),
    }


async def _list(request: web.Request, error: DomainError | None = None) -> web.Response:
    house, words = _house(request), render.words_of(request)
    catalogue = await flow.now(house, Kind.SERVICE)
    listed: dict[str, list[content_words.Shown]] = {}
    for key, value in catalogue.entries.items():
        if value is not None:
            listed.setdefault(key.department, []).append(content_words.shown(words, key, value, {}))
    for some in listed.values():
        some.sort(key=lambda one: (one.retired, one.value.get("ordinal", 0), one.key.name))
    return render.page(
        request,
        "administracion_servicios.html",
        status=200 if error is None else edge.status_of(error),
        departments=house.municipality.public_departments,
        listed=listed,
        changes=await flow.history(house, Kind.SERVICE),
        **_values(request, catalogue, error),
    )


async def _form(
    request: web.Request,
    department: Department,
    key: Key | None,
    typed: Typed | None = None,
    error: DomainError | None = None,
) -> web.Response:
    """Of this service, or of a new one of the department. Raises `NotFound`."""
    house, words = _house(request), render.words_of(request)
    catalogue = await flow.now(house, Kind.SERVICE)
    value = None if key is None else catalogue.entries.get(key)
    if key is not None and value is None:
        raise NotFound(Code.UNKNOWN_SERVICE)
    known = {} if value is None else service_forms.typed_of(value)
    target = content.target_of(
        Kind.SERVICE, department.slug if key is None else key.name, "add" if key is None else "change"
    )
    values = _values(request, catalogue, error)
    if typed is not None:
        known = dict(typed.values) or known
        if typed.wrong:
            values["fields"] = content_words.wrong(words, typed.target, service_forms.FIELDS, typed.wrong)
    topics = [(one.slug, words.text(one.name)) for one in department.topics]
    return render.page(
        request,
        "administracion_servicio.html",
        status=200 if error is None else edge.status_of(error),
        department=department,
        key=key,
        kind=Kind.SERVICE,
        name="" if key is None or value is None else content_words.name(words, value, key),
        retired=value is not None and bool(value.get(RETIRED)),
        target=target,
        shown=known,
        groups=service_forms.GROUPS,
        changes=[] if key is None else await flow.history(house, Kind.SERVICE, key=key.name),
        **{**values, "options": {"topic": (words.gettext("None: to the department"), topics)}},
    )
