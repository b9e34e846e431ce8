"""The report of a jornada: page, paper, paragraph and picture say the same, and name nobody."""

import xml.etree.ElementTree as ET
from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image

from audiencia.core.ids import CommandId
from audiencia.directory import election_periods
from audiencia.reporting import report
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import account
from tests.support.open_sessions import lived_through
from tests.support.page_browser import Browser, NewBrowser
from tests.support.recount import Recount, recount

PASSWORD = "tapo7-rilu3-semi4-kado5"


@pytest.fixture
async def office(browser: Browser, context: AppContext) -> Browser:
    await account(context, "comunicacion", Role.COMMUNICATION, PASSWORD)
    await browser.send("/entrar", {"username": "comunicacion", "password": PASSWORD})
    return browser


async def test_page_picture_and_paper_agree_with_the_log(context: AppContext, office: Browser) -> None:
    director = await account(context, "villavicencio", Role.DIRECTOR, PASSWORD, "obras-publicas")
    session_id = await lived_through(context, director, 14, 6, yes=8, waiting=5)
    async with context.database.read() as conn:
        counted = recount(await conn.fetch("SELECT * FROM event ORDER BY id"))
        names = [row["display_name"] for row in await conn.fetch("SELECT * FROM staff WHERE role = 'director'")]
    one = sum((each for (session, _), each in counted.items() if session == session_id), Recount())
    found = await report.report(context, session_id)
    assert found is not None
    shown = found.figures.total.shown
    assert (
        (shown.attended, shown.immediate, shown.confirmed)
        == (one.attended, one.immediate, one.confirmed)
        == (20, 14, 8)
    )
    assert (shown.in_process, shown.carried_over, shown.percent) == (one.in_process, one.carried_over, one.percent)
    assert found.service.arrived == 25 and found.service.asa_min == round(sum(one.waits) / len(one.waits), 1)
    assert sum(wait <= 15 for wait in one.waits) == 4 and found.service.in_time_pct is None
    assert sum(slot.came or 0 for slot in found.half_hours) <= 25
    page = await office.get(f"/informe?jornada={session_id}")
    assert page.status == 200 and 'data-testid="is-demo"' in page.text and page.text.count("<svg xmlns") == 4
    assert "resueltos" not in page.text and "70 %" in page.text and f"{one.attended} personas" in page.text
    picture = await office.get(f"/informe/imagen.svg?jornada={session_id}")
    assert (
        picture.headers["Content-Type"] == "image/svg+xml" and "-ensayo.svg" in picture.headers["Content-Disposition"]
    )
    drawn = ET.fromstring(picture.text)
    assert (drawn.get("width"), drawn.get("height")) == ("1200", "630")
    texts = ["".join(text.itertext()) for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert "20" in texts and "70%" in texts and "ENSAYO" in texts
    for name, size in (("imagen", (1200, 630)), ("imagen-cuadrada", (1080, 1080))):
        _, headers, pixels = await office.download(f"/informe/{name}.png?jornada={session_id}")
        assert headers["Content-Type"] == "image/png" and "-ensayo." in headers["Content-Disposition"]
        with Image.open(BytesIO(pixels)) as shown_to_networks:
            assert shown_to_networks.size == size and shown_to_networks.mode == "RGB"
    alternative = page.text[page.text.index('data-testid="alternative"') :][:600]
    assert "Personas atendidas: 20" in alternative and "con respuesta inmediata: 70 %" in alternative
    said = page.text[page.text.index('data-testid="paragraph"') :][:900]
    assert not [name for name in names if name in picture.text or name in said]


async def test_nothing_small_is_told(context: AppContext, office: Browser) -> None:
    director = await account(context, "villavicencio", Role.DIRECTOR, PASSWORD, "obras-publicas")
    session_id = await lived_through(context, director, 2, 1)
    found = await report.report(context, session_id)
    assert found is not None and found.service == report.Service(None, None, None, None, None)
    assert all(slot.came is None or slot.came == 0 for slot in found.half_hours)
    assert "tan pocas personas" in (await office.get(f"/informe?jornada={session_id}")).text


async def test_the_press_gets_nothing_while_an_election_period_is_in_force(
    context: AppContext, office: Browser
) -> None:
    director = await account(context, "villavicencio", Role.DIRECTOR, PASSWORD, "obras-publicas")
    await lived_through(context, director, 6, 5)
    admin = await account(context, "administracion", Role.ADMINISTRATOR, PASSWORD)
    async with context.database.read() as conn:
        day: date = await conn.fetchval("SELECT app_now()::date")
    await election_periods.set_period(context, admin, CommandId(uuid4()), day - timedelta(2), day + timedelta(2))
    page = await office.get("/informe")
    assert 'data-testid="suspended"' in page.text and 'data-testid="paragraph"' not in page.text
    for name in ("imagen.svg", "imagen.png", "imagen-cuadrada.png"):
        assert (await office.get(f"/informe/{name}")).status == 451


async def test_before_the_first_session(context: AppContext, office: Browser) -> None:
    async with context.database.begin() as tx:
        await tx.conn.execute("TRUNCATE session CASCADE")
    assert 'data-testid="no-figures"' in (await office.get("/informe")).text
    for name in ("imagen.svg", "imagen-cuadrada.png"):
        assert (await office.get(f"/informe/{name}")).status == 404
    assert (await office.get("/informe?jornada=x")).status == 404


async def test_departments_that_nobody_went_to_are_named_in_one_line(context: AppContext, office: Browser) -> None:
    director = await account(context, "villavicencio", Role.DIRECTOR, PASSWORD, "obras-publicas")
    session_id = await lived_through(context, director, 6, 0, yes=5, waiting=0)
    page = (await office.get(f"/informe?jornada={session_id}")).text
    table, _, after = page.partition('data-testid="departments"')[2].partition("</tbody>")
    assert table.count('<tr><th scope="row">') == 1 and "Obras Públicas" in table
    idle = after.partition('data-testid="idle">')[2].partition("</p>")[0]
    assert idle.count(",") == len(context.municipality.departments) - 2 and "Agua y Drenaje" in idle


async def test_where_nobody_came_there_is_nothing_to_draw(
    context: AppContext, office: Browser, new_browser: NewBrowser
) -> None:
    page = (await office.get("/informe")).text
    assert 'data-testid="nobody-came"' in page and "<svg xmlns" not in page and 'data-testid="departments"' not in page
    assert 'href="/administracion/areas"' not in page, "the administration is none of theirs"
    await account(context, "admin", Role.ADMINISTRATOR, PASSWORD)
    admin = await new_browser()
    await admin.send("/entrar", {"username": "admin", "password": PASSWORD})
    assert 'href="/administracion/areas"' in (await admin.get("/informe")).text
