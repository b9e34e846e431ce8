"""Announcements of administration without script: added, wrong, changed, retired, undone; and where people read them."""

import re
from datetime import datetime
from uuid import uuid4
from xml.etree import ElementTree as Xml

import pytest

from audiencia.administration import catalogue as flow
from audiencia.administration import catalogue_log
from audiencia.administration.catalogue import Edit
from audiencia.core.ids import CommandId, StaffId
from audiencia.runtime.context import AppContext
from audiencia.settings.catalogue import Key, Kind
from audiencia.staff.roles import Role
from tests.integration.administration.pages.test_catalogue_page import PASSWORD, newest_undo
from tests.support.contexts import DEPARTMENT, account
from tests.support.page_browser import Browser, NewBrowser, Seen

PAGE = "/administracion/anuncios"
FORM = "/administracion/contenido"
ATOM = "{http://www.w3.org/2005/Atom}"
TEXT = "Hay obras en la <b>plaza</b>"
WORKS = {"text_es": TEXT, "text_en": "Works in the square", "department": "", "begins": "", "until": "2099-12-08T14:00"}


@pytest.fixture
async def admin(new_browser: NewBrowser, context: AppContext) -> Browser:
    await account(context, "admin", Role.ADMINISTRATOR, PASSWORD)
    admin = await new_browser()
    await admin.send("/entrar", {"username": "admin", "password": PASSWORD})
    return admin


async def send(admin: Browser, act: str, key: str = "", version: str = "0", **fields: str) -> Seen:
    hidden = {"csrf": (await admin.get(PAGE)).hidden["csrf"], "command_id": str(uuid4())}
    return await admin.post(
        FORM, hidden | {"act": act, "kind": "announcement", "key": key, "version": version} | fields
    )


def told(seen: Seen) -> list[str]:
    """What the page tells."""
    part = re.search(r'data-testid="standing">(.*?)</section>', seen.text, re.DOTALL)
    return re.findall(r"<p[^>]*>(.*?)</p>", part[1]) if part else []


async def test_from_the_empty_page_to_the_home_page_and_back(admin: Browser, new_browser: NewBrowser) -> None:
    empty = await admin.get(PAGE)
    assert empty.status == 200 and f'href="{PAGE}" aria-current="page"' in empty.text
    citizen, english = await new_browser(), await new_browser(**{"Accept-Language": "en"})
    assert told(await citizen.get("/")) == []
    done = await send(admin, "add", **WORKS)
    assert (done.status, done.path) == (200, f"{PAGE}?hecho=1") and "Se muestra ahora" in done.text
    assert told(await citizen.get("/")) == ["Hay obras en la &lt;b&gt;plaza&lt;/b&gt;"]
    assert told(await english.get("/")) == ["Works in the square"]
    assert len(told(await citizen.get(f"/areas/{DEPARTMENT}"))) == 1
    await send(admin, "change", "hay-obras-en-la-b-plaza-b", "1", **(WORKS | {"department": DEPARTMENT}))
    assert told(await citizen.get("/")) == [] and len(told(await citizen.get(f"/areas/{DEPARTMENT}"))) == 1
    assert told(await citizen.get("/areas/tesoreria")) == []
    retired = await send(admin, "retire", "hay-obras-en-la-b-plaza-b", "2")
    assert 'class="tag bad"' in retired.text and told(await citizen.get(f"/areas/{DEPARTMENT}")) == []
    for _ in range(2):
        back = await admin.post(FORM, newest_undo(await admin.get(PAGE)))
        assert back.path == f"{PAGE}?hecho=1"
    assert (await admin.get(PAGE)).text.count('data-testid="change"') == 5


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text_es": " "}, "text_es"),
        ({"text_es": "x" * 301}, "text_es"),
        ({"until": ""}, "until"),
        ({"until": "mañana"}, "until"),
        ({"begins": "2099-12-08T14:00"}, "until"),
        ({"until": "2020-01-01T08:00"}, "until"),
        ({"begins": "2099-13-08T14:00"}, "begins"),
        ({"until": "9999-12-31T23:59"}, "until"),
    ],
)
async def test_what_is_wrong_is_said_beside_it(admin: Browser, changes: dict[str, str], field: str) -> None:
    seen = await send(admin, "add", **(WORKS | changes))
    assert seen.status == 400 and f'href="#add-announcement-{field}"' in seen.text
    assert told(await admin.get("/")) == []


async def passes(context: AppContext, name: str) -> None:
    """The time of this announcement is over."""
    catalogue, key = await catalogue_log.now(context, Kind.ANNOUNCEMENT), Key(Kind.ANNOUNCEMENT, name)
    async with context.database.read() as conn:
        by = StaffId(await conn.fetchval("SELECT id FROM staff WHERE login = 'admin'"))
    past = {**(catalogue.entries[key] or {}), "until": "2020-01-01T08:00"}
    await flow.change(context, by, CommandId(uuid4()), [Edit(key, catalogue.number(key), past)])


async def test_it_is_not_changed_to_end_before_now(context: AppContext, admin: Browser) -> None:
    await send(admin, "add", **WORKS)
    refused = await send(admin, "change", "hay-obras-en-la-b-plaza-b", "1", **(WORKS | {"until": "2020-01-01T08:00"}))
    assert refused.status == 400 and "esta hora ya pasó" in refused.text
    assert len(told(await admin.get("/"))) == 1
    await passes(context, "hay-obras-en-la-b-plaza-b")
    assert told(await admin.get("/")) == []
    later = await send(admin, "change", "hay-obras-en-la-b-plaza-b", "2", **WORKS)
    assert later.status == 200 and len(told(await admin.get("/"))) == 1


async def test_its_state_is_in_the_list(context: AppContext, admin: Browser) -> None:
    await send(admin, "add", **(WORKS | {"begins": "2099-12-01T08:00"}))
    await send(admin, "add", **(WORKS | {"text_es": "Ya pasó"}))
    await passes(context, "ya-paso")
    seen = await admin.get(PAGE)
    assert "Todavía no" in seen.text and "Ya terminó" in seen.text
    assert "Del martes 1 de diciembre de 2099, 08:00" in seen.text


async def test_announcements_are_searched_and_sorted(context: AppContext, admin: Browser) -> None:
    for text, changes in (
        ("Cierre por lluvia", {}),
        ("Feria del empleo", {"begins": "2099-12-01T08:00", "department": DEPARTMENT}),
        ("Ya pasó", {}),
    ):
        await send(admin, "add", **(WORKS | {"text_es": text} | changes))
    await passes(context, "ya-paso")

    async def listed(query: str) -> list[str]:
        return re.findall(r'<tr data-testid="object-announcement-([a-z-]+)"', (await admin.get(f"{PAGE}?{query}")).text)

    rain, fair, past = "cierre-por-lluvia", "feria-del-empleo", "ya-paso"
    assert await listed("") == [rain, fair, past] and await listed("orden=-state") == [past, fair, rain]
    assert await listed("orden=until") == [past, rain, fair] and await listed("orden=-name") == [past, fair, rain]
    assert await listed("q=LLUVIA") == [rain] and await listed("q=obras+publicas") == [fair]
    assert await listed("q=todavia+no") == [fair] and await listed("q=%25") == []


async def feed(reader: Browser, query: str = "") -> list[str]:
    """What the feed tells, once it has all that RFC 4287 (4.1.1 and 4.1.2) asks for."""
    seen = await reader.get(f"/avisos.atom{query}")
    assert seen.status == 200 and seen.headers["Content-Type"].startswith("application/atom+xml")
    assert "Set-Cookie" not in seen.headers
    root = Xml.fromstring(seen.text)
    entries = root.findall(f"{ATOM}entry")
    for one in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len([text for text in one.iterfind(f"{ATOM}{name}") if text.text]) == 1, name
        assert re.match(r"[a-z]+:.", one.findtext(f"{ATOM}id") or "")
        assert datetime.fromisoformat(one.findtext(f"{ATOM}updated") or "").tzinfo is not None
        assert one.find(f"{ATOM}link[@rel='alternate']") is not None
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    own = root.find(f"{ATOM}link[@rel='self']")
    assert own is not None and own.get("href") == f"{reader.origin}/avisos.atom{query}"
    assert len({one.findtext(f"{ATOM}id") for one in entries}) == len(entries)
    assert len(root) == 6 + len(entries) and root.tag == f"{ATOM}feed"
    return [one.findtext(f"{ATOM}content") or "" for one in entries]


async def feed_updated(reader: Browser) -> datetime:
    root = Xml.fromstring((await reader.get("/avisos.atom")).text)
    return datetime.fromisoformat(root.findtext(f"{ATOM}updated") or "")


async def test_it_is_in_the_feed_for_as_long_as_it_is_shown(
    context: AppContext, admin: Browser, new_browser: NewBrowser
) -> None:
    reader = await new_browser()
    assert await feed(reader) == []
    await send(admin, "add", **WORKS)
    await send(admin, "add", **(WORKS | {"text_es": "Ahora en ventanilla 3", "department": DEPARTMENT}))
    await send(admin, "add", **(WORKS | {"text_es": "Más tarde", "begins": "2099-01-01T10:00"}))
    assert await feed(reader) == ["Ahora en ventanilla 3", TEXT]
    assert await feed(reader, f"?area={DEPARTMENT}") == ["Ahora en ventanilla 3", TEXT]
    assert await feed(reader, "?area=tesoreria&idioma=en") == [WORKS["text_en"]]
    assert (await reader.get("/avisos.atom?area=no-hay")).status == 404
    for page, query in (("/", ""), (f"/areas/{DEPARTMENT}", f"?area={DEPARTMENT}")):
        link = f'<link rel="alternate" type="application/atom+xml" title="Anuncios" href="/avisos.atom{query}">'
        assert link in (await reader.get(page)).text
    before = await feed_updated(reader)
    await send(admin, "retire", "hay-obras-en-la-b-plaza-b", "1")
    assert await feed(reader) == ["Ahora en ventanilla 3"]
    assert await feed_updated(reader) > before
    await passes(context, "ahora-en-ventanilla-3")
    assert await feed(reader) == []
