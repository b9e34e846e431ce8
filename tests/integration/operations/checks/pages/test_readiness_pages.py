"""The list of what is ready, directors' tests of their devices, and the sheets that are printed."""

import time

import pytest

from audiencia.operations.checks import readiness
from audiencia.operations.checks.pages import readiness as pages
from audiencia.queue.sessions import clock
from audiencia.queue.sessions.clock import ClockLook
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import account
from tests.support.page_browser import Browser, NewBrowser

PASSWORD = "tapo7-rilu3-semi4-kado5"


async def signed_in(browser: Browser, context: AppContext, role: Role, department: str | None = None) -> Browser:
    login = role.value.replace("_", "-")
    await account(context, login, role, PASSWORD, department)
    await browser.send("/entrar", {"username": login, "password": PASSWORD})
    return browser


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MODERATOR])
async def test_the_list_shows_the_worst_first_and_what_to_do(browser: Browser, context: AppContext, role: Role) -> None:
    page = await (await signed_in(browser, context, role)).get("/revision")
    assert page.status == 200
    disk, keys = page.text.index('data-testid="row-disk"'), page.text.index('data-testid="row-keys"')
    assert disk < keys
    assert "Libere espacio o amplíe el disco antes de la jornada." in page.text
    assert "1 cosa está en rojo" in page.text


@pytest.mark.parametrize(("step", "said"), [(2400, "se adelantó 40 minutos"), (-7200, "se atrasó 2 horas")])
async def test_a_moderator_says_that_the_time_is_right_after_the_clock_was_set(
    browser: Browser, context: AppContext, monkeypatch: pytest.MonkeyPatch, step: int, said: str
) -> None:
    monkeypatch.setattr(pages, "reds", lambda _rows: 0)
    moderator = await signed_in(browser, context, Role.MODERATOR)
    fine = (await moderator.get("/revision")).text
    assert "clock-stepped" not in fine and '<div class="callout good row' in fine
    set_by = 0
    look = ClockLook(context, lambda: time.monotonic() - set_by)
    await look.look()
    set_by = step
    await look.look()
    page = await moderator.get("/revision")
    assert f"El reloj de la base de datos {said}." in page.text
    assert page.text.index("clock-stepped") < page.text.index("Nada más está en rojo.")
    assert '<div class="callout good row' not in page.text and "se puede atender a las personas" not in page.text
    answered = await moderator.post("/revision/reloj", page.hidden)
    assert answered.path == "/revision"
    assert "clock-stepped" not in answered.text
    assert await clock.doubt(context) is None


async def test_a_test_of_the_devices_is_kept_with_its_time(browser: Browser, context: AppContext) -> None:
    director = await signed_in(browser, context, Role.DIRECTOR, "obras-publicas")
    form = await director.get("/prueba")
    assert "Todavía no los ha probado aquí." in form.text
    refused = await director.post("/prueba", form.hidden | {"devices": "none"})
    assert refused.status == 400
    kept = await director.post("/prueba", form.hidden | {"devices": "microphone"})
    assert kept.path == "/prueba?hecha=si"
    assert "Su prueba quedó guardada." in kept.text and "Sin cámara." in kept.text
    await director.post("/prueba", kept.hidden | {"devices": "camera_and_microphone"})
    async with context.database.read() as conn:
        ((staff_id, camera),) = [tuple(row) for row in await conn.fetch("SELECT staff_id, camera FROM device_test")]
    assert camera
    last = await readiness.last_test(context, staff_id)
    assert last is not None and last.camera


async def test_the_sheets_are_one_page_each(new_browser: NewBrowser, context: AppContext) -> None:
    office = await signed_in(await new_browser(), context, Role.ADMINISTRATOR)
    assert (await office.get("/administracion/papeles")).text.count("/administracion/papeles/") == 3
    for sheet in ("cartel-a3", "cartel-a4", "tarjeta-direccion"):
        status, headers, content = await office.download(f"/administracion/papeles/{sheet}.pdf")
        assert (status, headers["Content-Type"], content[:5]) == (200, "application/pdf", b"%PDF-")
        assert content.count(b"/Type /Page\n") + content.count(b"/Type /Page/") <= 1
    assert (await office.get("/administracion/papeles/otra.pdf")).status == 404
