"""Documents without script: published, wrong, changed, retired, undone; where people read and find them, and until when."""

import json
import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from audiencia.core.errors import Code
from audiencia.db.connection import now_of
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.integration.administration.pages.test_announcements_page import feed, feed_updated
from tests.integration.administration.pages.test_catalogue_page import PASSWORD, newest_undo
from tests.support.contexts import account
from tests.support.page_browser import Browser, NewBrowser, Seen

PAGE, SHOWN, OWN = "/administracion/documentos", "/documentos", "/directorio/tesoreria"
NAME, URL = "Becas de <b>secundaria</b>", "https://example.org/becas.pdf?a=1&b=2"
GRANTS = {
    "what": "call", "name_es": NAME, "name_en": "Secondary school grants", "summary_es": "Para estudiantes con promedio de 9",
    "url": URL, "department": "tesoreria", "until": "2099-12-31T14:00",
}  # fmt: skip
KEY = "becas-de-b-secundaria-b"
NOTHING: tuple[list[str], ...] = ([], [], [], [])


@pytest.fixture
async def admin(new_browser: NewBrowser, context: AppContext) -> Browser:
    await account(context, "admin", Role.ADMINISTRATOR, PASSWORD)
    admin = await new_browser()
    await admin.send("/entrar", {"username": "admin", "password": PASSWORD})
    return admin


async def send(admin: Browser, act: str, key: str = "", version: str = "0", **fields: str) -> Seen:
    hidden = {"csrf": (await admin.get(PAGE)).hidden["csrf"], "command_id": str(uuid4())}
    said = {"act": act, "kind": "document", "key": key, "version": version}
    return await admin.post("/administracion/contenido", hidden | said | fields)


def listed(seen: Seen) -> list[str]:
    """Title and what stands under it of each document of a page."""
    assert seen.status == 200
    links = re.findall(r'<a href="[^"]*" rel="noopener external"><span>(.*?)</span>', seen.text, re.DOTALL)
    return [re.sub(r"(</small>)?<small>|</small>", "|", one).rstrip("|") for one in links]


async def suggested(reader: Browser, typed: str, lang: str = "es-MX") -> list[dict[str, str]]:
    answer = await reader.get(f"/directorio.json?lang={lang}&q={typed.replace(' ', '+')}")
    return [one for one in json.loads(answer.text)["found"] if one["kind"] == "document"]


async def everywhere(reader: Browser) -> tuple[list[str], ...]:
    """What is shown in the list, on the page of the department, in the search and in the feed."""
    search = await reader.get("/directorio?q=vecas+de+secundaria")
    pages = [listed(one) for one in (await reader.get(SHOWN), await reader.get(OWN), search)]
    assert bool(pages[2]) == bool(await suggested(reader, "vecas de secundaria"))
    return (*pages, await feed(reader))


async def test_from_the_empty_page_to_everywhere_and_back(admin: Browser, new_browser: NewBrowser) -> None:
    empty = await admin.get(PAGE)
    assert empty.status == 200 and f'href="{PAGE}" aria-current="page"' in empty.text
    reader, english = await new_browser(), await new_browser(**{"Accept-Language": "en"})
    assert await everywhere(reader) == NOTHING and (await reader.get(SHOWN)).text.count("Por ahora no hay.") == 3
    done = await send(admin, "add", **GRANTS)
    assert (done.status, done.path) == (200, f"{PAGE}?hecho=1") and "Se muestra ahora" in done.text
    name, until = NAME.replace("<", "&lt;").replace(">", "&gt;"), "hasta el jueves 31 de diciembre de 2099, 14:00"
    texts = f"{name}|{GRANTS['summary_es']}"
    told = f"{GRANTS['summary_es']}\nAbierta {until}."
    assert await everywhere(reader) == (
        [f"{texts}|H{until[1:]} · Tesorería y Catastro"],
        [f"{texts}|Convocatoria · {until}"],
        [f"{texts}|Convocatoria · {until} · Tesorería y Catastro"],
        [told],
    )
    assert f'href="{URL.replace("&", "&amp;")}"' in (await reader.get(SHOWN)).text
    assert listed(await english.get(SHOWN))[0].startswith("Secondary school grants|")
    assert (await suggested(reader, "school grants", "en"))[0]["url"] == URL
    changed = await send(admin, "change", KEY, "1", **(GRANTS | {"department": "", "what": "regulation", "until": ""}))
    assert "Sin fecha de término" in changed.text and "Todo el municipio" in changed.text
    assert await everywhere(reader) == ([texts], [], [f"{texts}|Reglamento"], [])
    retired = await send(admin, "retire", KEY, "2")
    assert 'class="tag bad"' in retired.text and await everywhere(reader) == NOTHING
    for is_found in (True, False):
        await undo_newest(admin)
        assert (await everywhere(reader) != NOTHING) is is_found


async def undo_newest(admin: Browser) -> None:
    undone = await admin.post("/administracion/contenido", newest_undo(await admin.get(PAGE)))
    assert undone.path == f"{PAGE}?hecho=1"


async def test_one_whose_addition_is_undone_is_nowhere_any_more(admin: Browser) -> None:
    await send(admin, "add", **GRANTS)
    assert all(await everywhere(admin))
    await undo_newest(admin)
    assert await everywhere(admin) == NOTHING and 'data-testid="none-yet"' in (await admin.get(PAGE)).text


async def passes(context: AppContext, moment: datetime) -> None:
    """The municipality's clocks come to `moment`."""
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE app_clock SET shift = shift + ($1 - app_now())", moment)


async def test_what_ends_is_shown_and_found_nowhere_from_its_moment_on(
    context: AppContext, admin: Browser, new_browser: NewBrowser
) -> None:
    reader = await new_browser()
    async with context.database.read() as conn:
        ends = (await now_of(conn)).astimezone(context.municipality.zone).replace(second=0, microsecond=0)
    ends += timedelta(days=2)
    await send(admin, "add", **(GRANTS | {"until": f"{ends:%Y-%m-%dT%H:%M}"}))
    await passes(context, ends - timedelta(minutes=5))
    before = await everywhere(reader)
    assert all(before) and await feed_updated(reader) < ends
    await passes(context, ends)
    assert await everywhere(reader) == NOTHING and await feed_updated(reader) == ends


async def test_the_search_asks_of_what_it_knows_whether_it_is_still_there(
    context: AppContext, admin: Browser, new_browser: NewBrowser
) -> None:
    """As of what another node took back, before this one knows."""
    reader = await new_browser()
    await send(admin, "add", **GRANTS)
    assert await suggested(reader, "becas de secundaria")
    async with context.database.begin() as tx:
        await tx.conn.execute(
            "INSERT INTO catalogue_change (kind, key, version, source) VALUES ('document', $1, 2, 'files')", KEY
        )
    assert await suggested(reader, "becas de secundaria") == []


async def test_the_feed_of_a_department_has_its_calls_and_those_of_all(admin: Browser, new_browser: NewBrowser) -> None:
    reader = await new_browser()
    await send(admin, "add", **GRANTS)
    await send(admin, "add", **(GRANTS | {"name_es": "Para todos", "summary_es": "De todos", "department": ""}))
    await send(admin, "add", **(GRANTS | {"name_es": "Formato", "what": "format"}))
    for query, expected in (("", 2), ("?area=tesoreria", 2), ("?area=agua", 1)):
        assert len(await feed(reader, query)) == expected
    entry = (await reader.get("/avisos.atom?idioma=en")).text
    assert "Open call: Secondary school grants" in entry and f'href="{URL.replace("&", "&amp;")}"' in entry


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"what": ""}, "what"),
        ({"url": "http://example.org/becas.pdf"}, "url"),
        ({"until": ""}, "until"),
        ({"until": "2020-01-01T08:00"}, "until"),
        ({"name_es": "x" * 161}, "name_es"),
    ],
)
async def test_what_is_wrong_is_said_beside_it(admin: Browser, changes: dict[str, str], field: str) -> None:
    seen = await send(admin, "add", **(GRANTS | changes))
    assert seen.status == 400 and f'href="#add-document-{field}"' in seen.text
    assert await everywhere(admin) == NOTHING


async def test_of_a_department_that_never_was_nothing_is_published(admin: Browser) -> None:
    seen = await send(admin, "add", **(GRANTS | {"department": "no-hay"}))
    assert (seen.status, seen.code) == (404, Code.UNKNOWN_DEPARTMENT) or "add-document" in seen.text
    assert await everywhere(admin) == NOTHING


async def test_documents_are_searched_and_sorted(admin: Browser) -> None:
    for name, changes in (
        ("Uso de plazas", {"what": "regulation", "until": "", "department": ""}),
        ("Becas", {}),
        ("Poda de árboles", {"what": "format", "until": "2098-01-01T08:00", "department": "agua"}),
    ):
        await send(admin, "add", **(GRANTS | {"name_es": name} | changes))

    async def rows(query: str) -> list[str]:
        return re.findall(r'<tr data-testid="object-document-([a-z-]+)"', (await admin.get(f"{PAGE}?{query}")).text)

    squares, grants, trees = "uso-de-plazas", "becas", "poda-de-arboles"
    assert await rows("") == [grants, trees, squares] and await rows("orden=-name") == [squares, trees, grants]
    assert await rows("orden=until") == [trees, grants, squares] and await rows("q=REGLAMENTO") == [squares]
    assert await rows("q=drenaje") == [trees] and await rows("q=example.org") == [grants, trees, squares]


async def test_a_department_that_is_retired_takes_its_documents_along(
    context: AppContext, admin: Browser, new_browser: NewBrowser
) -> None:
    reader = await new_browser()
    await send(admin, "add", **GRANTS)
    hidden = {"csrf": (await admin.get(PAGE)).hidden["csrf"], "command_id": str(uuid4())}
    form = {"act": "retire", "kind": "department", "key": "tesoreria", "version": "1"}
    assert (await admin.post("/administracion/contenido", hidden | form)).status == 200
    assert listed(await reader.get(SHOWN)) == [] == await feed(reader)
    assert await suggested(reader, "becas de secundaria") == []
    # It is retired too, and put back, while its department is away.
    for act, version in (("retire", "1"), ("put_back", "2")):
        assert (await send(admin, act, KEY, version)).path == f"{PAGE}?hecho=1"
