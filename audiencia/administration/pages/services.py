"""Services of the directory in the administration: the list, a form for each, history and undo. What is changed counts at once."""

from typing import Any

from aiohttp import web

from audiencia.administration import catalogue as flow
from audiencia.administration.catalogue import Catalogue
from audiencia.administration.pages import content_parts, content_words, service_edits, service_forms
from audiencia.administration.pages.content_fields import FieldOf
from audiencia.administration.pages.content_parts import Typed
from audiencia.administration.pages.service_edits import AFTER, KINDS, TO, Shelf, shelf_of, shelves
from audiencia.core.errors import BadInput, Code, DomainError, NotFound
from audiencia.core.gettext_mark import N_
from audiencia.core.ids import CommandId
from audiencia.http import edge, render
from audiencia.http.site import site_of
from audiencia.http.submitted_form import staff_id_of
from audiencia.runtime.context import AppContext
from audiencia.settings.live.catalogue import RETIRED, Key, Kind, address
from audiencia.settings.service_places import in_order, key_at

PAGE = "/administracion/servicios"
NOTE = N_(
    "A retired service is found by nobody, and can be put back. What was handed over in calls stays with the people."
)
PLACE = (
    FieldOf(TO, N_("Department that it moves to, and the topic that it leads to there")),
    FieldOf(AFTER, N_("Its place in the list of the department")),
)


async def show(request: web.Request) -> web.Response:
    """All services by department, and what was changed."""
    return await _list(request)


async def new(request: web.Request) -> web.Response:
    """The empty form. `?area=` says whose it is to be."""
    if "area" not in request.query:
        return render.see_other(PAGE)
    catalogue = await flow.now(_context(request), *KINDS)
    return await _form(request, shelf_of(catalogue, request.query["area"], opened=True), None)


async def one(request: web.Request) -> web.Response:
    """One service, at its address; an address that it had once leads there."""
    wanted = "{department}/{service}".format_map(request.match_info)
    catalogue = await flow.now(_context(request), *KINDS)
    key = key_at(catalogue.entries, wanted)
    if key is not None:
        return await _form(request, shelf_of(catalogue, address(key, catalogue.entries[key]).department), key)
    before = (await flow.addresses_before(_context(request))).get(wanted, set()) | {wanted}
    there = [Key(Kind.SERVICE, name) for name in sorted(before)]
    key = next((one for one in there if catalogue.entries.get(one) is not None), None)
    if key is None:
        raise NotFound(Code.UNKNOWN_SERVICE)
    return render.see_other(f"{PAGE}/{address(key, catalogue.entries[key]).name}")


async def act(request: web.Request) -> web.Response:
    """Carries out one form; shows it again with what is wrong."""
    form, fields = await content_parts.read_form(request)
    if form.kind is not Kind.SERVICE or form.act == "remove":
        raise BadInput
    context, by, command_id = _context(request), staff_id_of(request), CommandId(form.command_id)
    if form.act == "undo":
        try:
            await flow.undo(context, by, command_id, form.change, form.version)
        except DomainError as error:
            return await _list(request, error)
        return await _done(request, Key(Kind.SERVICE, form.key))
    if await flow.carried_out(context, by, command_id) and form.act != "add":
        return await _done(request, Key(Kind.SERVICE, form.key))
    catalogue = await flow.now(context, *KINDS)
    edits, typed = service_edits.asked(catalogue, await flow.addresses_before(context), form, fields)
    key = Key(Kind.SERVICE, form.key)
    value = catalogue.entries.get(key)
    shelf = shelf_of(catalogue, form.key if value is None else address(key, value).department)
    shown = None if form.act == "add" else key
    if typed.wrong:
        return await _form(request, shelf, shown, typed, BadInput(fields=dict(typed.wrong)))
    try:
        names = await flow.change(context, by, command_id, edits)
    except DomainError as error:
        return await _form(request, shelf, shown, typed, error)
    return await _done(request, Key(Kind.SERVICE, names[0] if form.act == "add" else form.key))


async def _done(request: web.Request, key: Key) -> web.Response:
    """Leads to the page of the service, or to the list when it is there no more."""
    value = (await flow.now(_context(request), Kind.SERVICE)).entries.get(key)
    return render.see_other(f"{PAGE}?hecho=1" if value is None else f"{PAGE}/{address(key, value).name}?hecho=1")


def _context(request: web.Request) -> AppContext:
    return site_of(request).context


def _values(request: web.Request, catalogue: Catalogue, error: DomainError | None) -> dict[str, Any]:
    note = render.words_of(request).gettext(NOTE)
    return {"path": PAGE, "post_to": PAGE, "history_note": note, **content_parts.page_values(request, catalogue, error)}


async def _list(request: web.Request, error: DomainError | None = None) -> web.Response:
    context, words, asked = _context(request), render.words_of(request), content_parts.asked_in(request)
    catalogue = await flow.now(context, *KINDS)
    listed: dict[str, list[content_words.Shown]] = {}
    for key, value in catalogue.entries.items():
        if key.kind is Kind.SERVICE and value is not None:
            listed.setdefault(address(key, value).department, []).append(content_words.shown(words, key, value, {}))
    for some in listed.values():
        some.sort(key=lambda one: (one.retired, one.value.get("ordinal", 0), one.key.name))
    shown = [one for one in shelves(catalogue).values() if one.open or listed.get(one.slug)]
    if asked:
        listed = {slug: [one for one in some if _fits(asked, one)] for slug, some in listed.items()}
        shown = [one for one in shown if listed.get(one.slug)]
    return render.page(
        request,
        "administration/services.html",
        status=200 if error is None else edge.status_of(error),
        departments=shown,
        listed=listed,
        asked=asked,
        many=sum(map(len, listed.values())),
        changes=await flow.history(context, Kind.SERVICE),
        **_values(request, catalogue, error),
    )


def _fits(asked: str, one: content_words.Shown) -> bool:
    return content_parts.fits(asked, one.name, *one.lines, *one.value.get("words", ()))


async def _form(
    request: web.Request,
    shelf: Shelf,
    key: Key | None,
    typed: Typed | None = None,
    error: DomainError | None = None,
) -> web.Response:
    """Of this service, or of a new one of the department. Raises `NotFound`."""
    context, words = _context(request), render.words_of(request)
    catalogue = await flow.now(context, *KINDS)
    value = None if key is None else catalogue.entries.get(key)
    if key is not None and value is None:
        raise NotFound(Code.UNKNOWN_SERVICE)
    known = {} if value is None else service_forms.typed_of(value)
    target = content_parts.target_of(
        Kind.SERVICE, shelf.slug if key is None else key.name, "add" if key is None else "change"
    )
    values, typed = _values(request, catalogue, error), typed or Typed()
    if typed.wrong:
        values["fields"] = content_words.wrong(words, typed.target, (*service_forms.FIELDS, *PLACE), typed.wrong)
    topics = [(slug, words.text(name)) for slug, name in shelf.topics.items()]
    return render.page(
        request,
        "administration/service.html",
        status=200 if error is None else edge.status_of(error),
        department=shelf,
        key=key,
        address="" if key is None else address(key, value).name,
        kind=Kind.SERVICE,
        name="" if key is None or value is None else content_words.name(words, value, key),
        retired=value is not None and bool(value.get(RETIRED)),
        target=target,
        shown=dict(typed.values) if typed.target == target else known,
        groups=service_forms.GROUPS,
        changes=[] if key is None else await flow.history(context, Kind.SERVICE, key=key.name),
        place=None if key is None else _place(request, catalogue, key, shelf, typed),
        **{**values, "options": {"topic": (words.gettext("None: to the department"), topics)}},
    )


def _place(request: web.Request, catalogue: Catalogue, key: Key, shelf: Shelf, typed: Typed) -> dict[str, Any]:
    """What the forms offer that move a service: the other departments with their topics, and its neighbours."""
    words, order = render.words_of(request), in_order(catalogue.entries, shelf.slug)
    others = [one for one in order if one != key]
    before = order[order.index(key) - 1] if key in order and order.index(key) else None
    after = "" if before is None else address(before, catalogue.entries[before]).name
    return {
        "shelves": [one for one in shelves(catalogue).values() if one.open and one.slug != shelf.slug],
        "order": [
            (address(one, value).name, content_words.name(words, value, one))
            for one in others
            if (value := catalogue.entries[one]) is not None
        ]
        if key in order
        else [],
        "to": typed.values.get(TO, ""),
        "after": typed.values.get(AFTER, after),
        "move": content_parts.target_of(key.kind, key.name, "move"),
        "reorder": content_parts.target_of(key.kind, key.name, "order"),
    }
