"""Calls, forms and regulations that departments publish: one page of all of them, and how a page lists one."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from audiencia.core.gettext_mark import N_
from audiencia.directory import store
from audiencia.directory.documents import Published, by_kind
from audiencia.http import render
from audiencia.http.i18n import Words
from audiencia.http.site import origin_of, site_of
from audiencia.settings.document import What

PAGE = "/documentos"
HEADINGS: Mapping[What, str] = {
    What.CALL: N_("Open calls"),
    What.FORMAT: N_("Forms to fill in"),
    What.REGULATION: N_("Regulations"),
}


async def show(request: web.Request) -> web.Response:
    """All that is shown now, by kind."""
    context, words = site_of(request).context, render.words_of(request)
    async with context.database.read() as conn:
        shown = (await store.documents(conn, context.municipality)).shown
    kinds = [
        (what.value, words.gettext(HEADINGS[what]), [listed(words, one, named=False) for one in some])
        for what, some in by_kind(shown, words.language[:2]).items()
    ]
    return render.page(request, "directory/documents.html", kinds=kinds, canonical=origin_of(request) + PAGE)


def listed(words: Words, one: Published, *, named: bool = True, publisher: bool = True) -> dict[str, Any]:
    """A document as it stands in a list. `named`: with its kind; `publisher`: with its department."""
    until = (
        words.gettext("until %(moment)s") % {"moment": words.environment.filters["moment"](one.until)}
        if one.until
        else ""
    )
    department = words.text(one.publisher) if publisher and one.publisher else ""
    parts = (words.gettext(one.document.what.says) if named else "", until, department)
    about = " · ".join(part for part in parts if part)
    return {
        "name": words.text(one.document.name),
        "summary": words.text(one.document.summary),
        "about": about[:1].upper() + about[1:],
        "url": one.document.url,
    }
