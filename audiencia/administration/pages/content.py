"""Live content in pages: departments and topics, days, templates. What is changed counts at once, everywhere, and can be undone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aiohttp import web

from audiencia.administration import catalogue as flow
from audiencia.administration.catalogue import Catalogue, Edit
from audiencia.administration.pages import content_areas, content_forms, content_words
from audiencia.administration.pages.content_parts import ContentForm, Typed, object_values, read_form
from audiencia.core.errors import BadInput, Code, DomainError, NotFound
from audiencia.core.gettext_mark import N_
from audiencia.core.ids import CommandId
from audiencia.http import edge, render
from audiencia.http.forms import Fields
from audiencia.http.i18n import Words
from audiencia.http.site import site_of
from audiencia.http.submitted_form import staff_id_of
from audiencia.queue.api import asks_about_days, day_answered, day_question_page, standing_clock
from audiencia.settings.live.catalogue import CONFIGURED, DAYS, RETIRED, Entries, Key, Kind, next_ordinal, topic_key

PAGES: Mapping[str, tuple[str, tuple[Kind, ...]]] = {
    "/administracion/dias": (N_("Days"), (Kind.OPENING, Kind.HOLIDAY)),
    "/administracion/anuncios": (N_("Announcements"), (Kind.ANNOUNCEMENT,)),
    "/administracion/plantillas": (N_("Templates"), (Kind.STEP_TEMPLATE, Kind.NOTE_TEMPLATE)),
}
NOTES = {
    "/administracion/dias": N_("Terms that run already keep the calendar by which they were counted."),
    "/administracion/anuncios": N_(
        "A retired announcement is shown to nobody, and can be put back. What moderators tell those who wait is on their board, where"
        " they withdraw it; what is told to one person is in no history."
    ),
}
"""What is to be known beside the history."""
PAGE_OF = {kind: path for path, (_title, kinds) in PAGES.items() for kind in kinds}


async def show(request: web.Request) -> web.Response:
    """One of the pages."""
    return await _page(request, request.path)


async def act(request: web.Request) -> web.Response:
    """Carries out one form, and leads back to its page; shows the form again with what is wrong."""
    form, fields = await read_form(request)
    if form.act in ("move", "order"):
        raise BadInput
    if form.kind in content_areas.KINDS:
        return await _act_on_area(request, form, fields)
    if form.kind not in PAGE_OF:
        raise BadInput
    path = PAGE_OF[form.kind]
    try:
        answer = day_answered(fields)
    except BadInput as error:
        return await day_question_page(request, fields, path, error)
    context, by, command_id = _context(request), staff_id_of(request), CommandId(form.command_id)
    if await flow.carried_out(context, by, command_id):
        return render.see_other(f"{path}?hecho=1")
    typed = Typed()
    try:
        if form.act == "undo":
            await flow.undo(context, by, command_id, form.change, form.version, answer)
        else:
            edits, typed = _edits(await flow.now(context, *PAGE_OF), form, fields)
            if typed.wrong:
                return await _page(request, path, typed, BadInput(fields=dict(typed.wrong)))
            await flow.change(context, by, command_id, edits, answer)
    except DomainError as error:
        if asks_about_days(error):
            return await day_question_page(request, fields, path, error)
        return await _page(request, path, typed, error)
    return render.see_other(f"{path}?hecho=1")


async def _act_on_area(request: web.Request, form: ContentForm, fields: Fields) -> web.Response:
    """The same for a department or a topic, which stand on the page of their department."""
    context, by, command_id = _context(request), staff_id_of(request), CommandId(form.command_id)
    area, typed = form.key.partition("/")[0], Typed()
    if await flow.carried_out(context, by, command_id):
        return render.see_other(content_areas.done(area))
    try:
        if form.act == "undo":
            await flow.undo(context, by, command_id, form.change, form.version)
        else:
            edits, typed = _edits(await flow.now(context, *CONFIGURED, Kind.ANNOUNCEMENT), form, fields)
            if typed.wrong:
                return await content_areas.again(request, area, typed, BadInput(fields=dict(typed.wrong)))
            area = (await flow.change(context, by, command_id, edits))[0].partition("/")[0]
    except DomainError as error:
        return await content_areas.again(request, area, typed, error)
    there = (await flow.now(context, Kind.DEPARTMENT)).entries.get(Key(Kind.DEPARTMENT, area)) is not None
    return render.see_other(content_areas.done(area if there else ""))


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
        if _called_alike(catalogue.entries, form.kind, values, key):
            wrong["name_es"] = "taken"
        value = None if wrong else content_forms.value_of(form.kind, values, held.value)
        return [Edit(key, form.version, value)], Typed(form.target, values, wrong)
    if form.act == "remove":
        if form.kind not in DAYS:
            raise BadInput
        return [Edit(key, form.version, None)], Typed(form.target)
    if form.kind in DAYS:
        raise BadInput
    return [Edit(key, form.version, {**held.value, RETIRED: form.act == "retire"})], Typed(form.target)


def _called_alike(entries: Entries, kind: Kind, values: Mapping[str, str], key: Key) -> bool:
    """Whether another department, or another topic of the same one, has this name: people could not tell which to choose.
    What keeps the name that it has is let alone."""
    if kind not in (Kind.DEPARTMENT, Kind.TOPIC):
        return False
    beside = {
        one: _plain(value["name"]["es"])
        for one, value in entries.items()
        if value is not None and not value.get(RETIRED) and one.kind is kind
        if kind is Kind.DEPARTMENT or one.department == key.department
    }
    called = _plain(values.get("name_es", ""))
    return beside.get(key) != called and called in beside.values()


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _added(catalogue: Catalogue, form: ContentForm, fields: Fields) -> tuple[list[Edit], Typed]:
    kind, entries = form.kind, catalogue.entries
    values, wrong = content_forms.check(kind, fields, new=True)
    if kind is Kind.TOPIC and entries.get(Key(Kind.DEPARTMENT, form.key)) is None:
        raise NotFound(Code.NOT_FOUND)
    if kind is Kind.DEPARTMENT and "prefix" not in wrong and values["prefix"] in _prefixes(entries.values()):
        wrong["prefix"] = "taken"
    if _called_alike(entries, kind, values, Key(kind, f"{form.key}/" if kind is Kind.TOPIC else "")):
        wrong["name_es"] = "taken"
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


def _context(request: web.Request) -> Any:
    return site_of(request).context


async def _page(
    request: web.Request, path: str, typed: Typed | None = None, error: DomainError | None = None
) -> web.Response:
    words, typed = render.words_of(request), typed or Typed()
    title, kinds = PAGES[path]
    catalogue = await flow.now(_context(request), *kinds, Kind.DEPARTMENT)
    values = object_values(request, catalogue, kinds, typed, error)
    if Kind.ANNOUNCEMENT in kinds:
        now = await standing_clock(_context(request))
        values["objects"] = {Kind.ANNOUNCEMENT: _announcements(catalogue, words, now)}
    return render.page(
        request,
        "administration/content.html",
        status=200 if error is None else edge.status_of(error),
        path=path,
        title=words.gettext(title),
        kinds=[(kind, words.gettext(content_words.KINDS[kind])) for kind in kinds],
        changes=await flow.history(_context(request), *kinds),
        list_name=lambda kind: words.gettext(content_words.LISTS[kind]),
        history_note=words.gettext(NOTES[path]) if path in NOTES else "",
        **values,
    )


def _announcements(catalogue: Catalogue, words: Words, now: datetime) -> list[content_words.Shown]:
    """Those that are not retired first, in the order in which they end."""
    names = {key.name: value for key, value in catalogue.entries.items() if key.kind is Kind.DEPARTMENT and value}
    found = [
        content_words.announcement(words, key, value, names, now)
        for key, value in catalogue.entries.items()
        if key.kind is Kind.ANNOUNCEMENT and value is not None
    ]
    return sorted(found, key=lambda one: (one.retired, one.value["until"], one.key.name))
