"""The catalogue in pages: one way for every form of it, and the lists of days, announcements and templates. What is changed counts at
once, everywhere, and can be undone."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from audiencia.administration import catalogue as flow
from audiencia.administration.catalogue import Catalogue
from audiencia.administration.pages import catalogue_edits, catalogue_words, departments, services
from audiencia.administration.pages.catalogue_parts import CatalogueForm, Typed, object_values, read_form
from audiencia.core.errors import BadInput, DomainError
from audiencia.core.gettext_mark import N_
from audiencia.http import render
from audiencia.http.i18n import Words
from audiencia.http.site import site_of
from audiencia.http.submitted_form import staff_id_of
from audiencia.queue.api import asks_about_days, day_answered, day_question_page, standing_clock
from audiencia.settings.catalogue import CONFIGURED, Key, Kind

PAGES: Mapping[str, tuple[str, tuple[Kind, ...], str]] = {
    "/administracion/dias": (
        N_("Days"),
        (Kind.OPENING, Kind.HOLIDAY),
        N_("Terms that run already keep the calendar by which they were counted."),
    ),
    "/administracion/anuncios": (
        N_("Announcements"),
        (Kind.ANNOUNCEMENT,),
        N_(
            "A retired announcement is shown to nobody, and can be put back. What moderators tell those who wait is on their board, where"
            " they withdraw it; what is told to one person is in no history."
        ),
    ),
    "/administracion/plantillas": (N_("Templates"), (Kind.STEP_TEMPLATE, Kind.NOTE_TEMPLATE), ""),
}
"""Title, kinds, and what is to be known beside the history."""
PAGE_OF = {kind: path for path, (_title, kinds, _note) in PAGES.items() for kind in kinds}


@dataclass(frozen=True, slots=True)
class Section:
    """The pages of some kinds: what their forms are checked against, the page of a form that was refused, and where one leads that was
    carried out on this key."""

    reads: tuple[Kind, ...]
    again: Callable[[web.Request, CatalogueForm, Typed, DomainError], Awaitable[web.Response]]
    done: Callable[[web.Request, Key], Awaitable[str]]


async def show(request: web.Request) -> web.Response:
    """One of the pages."""
    return await _page(request, request.path)


async def act(request: web.Request) -> web.Response:
    """Carries out one form, and leads back to its page; shows the form again with what is wrong."""
    form, fields = await read_form(request)
    section, path = SECTIONS[form.kind], PAGE_OF.get(form.kind, "")
    context, by, command_id = site_of(request).context, staff_id_of(request), form.command_id
    try:
        answer = day_answered(fields)
    except BadInput as error:
        return await day_question_page(request, fields, path, error)
    names, typed = await flow.carried_out(context, by, command_id), Typed()
    try:
        if names is None and form.act == "undo":
            names = await flow.undo(context, by, command_id, form.change, form.version, answer)
        elif names is None:
            before = await flow.addresses_before(context) if form.kind is Kind.SERVICE else {}
            edits, typed = catalogue_edits.asked(await flow.now(context, *section.reads), before, form, fields)
            if typed.wrong:
                return await section.again(request, form, typed, BadInput(fields=dict(typed.wrong)))
            names = await flow.change(context, by, command_id, edits, answer)
    except DomainError as error:
        if asks_about_days(error):
            return await day_question_page(request, fields, path, error)
        return await section.again(request, form, typed, error)
    key = Key(form.kind, names[0] if names and form.act == "add" else form.key)
    return render.see_other(f"{await section.done(request, key)}?hecho=1")


async def _again(request: web.Request, form: CatalogueForm, typed: Typed, error: DomainError) -> web.Response:
    return await _page(request, PAGE_OF[form.kind], typed, error)


async def _done(request: web.Request, key: Key) -> str:
    return PAGE_OF[key.kind]


SECTIONS: Mapping[Kind, Section] = (
    dict.fromkeys(PAGE_OF, Section((*PAGE_OF, Kind.DEPARTMENT), _again, _done))
    | dict.fromkeys(departments.KINDS, Section((*CONFIGURED,), departments.again, departments.done))
    | {Kind.SERVICE: Section(catalogue_edits.SERVICE_READS, services.again, services.done)}
)


async def _page(
    request: web.Request, path: str, typed: Typed | None = None, error: DomainError | None = None
) -> web.Response:
    context, words, (title, kinds, note) = site_of(request).context, render.words_of(request), PAGES[path]
    catalogue = await flow.now(context, *kinds, Kind.DEPARTMENT)
    values = object_values(request, catalogue, kinds, typed or Typed(), error)
    if Kind.ANNOUNCEMENT in kinds:
        values["objects"] = {Kind.ANNOUNCEMENT: _announcements(catalogue, words, await standing_clock(context))}
    return render.page(
        request,
        "administration/catalogue.html",
        failed=error,
        path=path,
        title=words.gettext(title),
        kinds=[(kind, words.gettext(catalogue_words.KINDS[kind])) for kind in kinds],
        changes=await flow.history(context, *kinds),
        list_name=lambda kind: words.gettext(catalogue_words.LISTS[kind]),
        history_note=words.gettext(note) if note else "",
        **values,
    )


def _announcements(catalogue: Catalogue, words: Words, now: datetime) -> list[catalogue_words.Shown]:
    """Those that are not retired first, in the order in which they end."""
    names = {key.name: value for key, value in catalogue.entries.items() if key.kind is Kind.DEPARTMENT and value}
    found = [
        catalogue_words.announcement(words, key, value, names, now)
        for key, value in catalogue.entries.items()
        if key.kind is Kind.ANNOUNCEMENT and value is not None
    ]
    return sorted(found, key=lambda one: (one.retired, one.value["until"], one.key.name))
