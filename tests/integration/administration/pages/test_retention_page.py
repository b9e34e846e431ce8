"""Retention in administration: terms with their reasons, what the next run does, and the last ones."""

from datetime import timedelta

import pytest

from audiencia.privacy import attempts
from audiencia.privacy.retention.run import Run
from audiencia.runtime.context import AppContext
from audiencia.settings.retention_rules import PERSON_KINDS, ROW_KINDS
from audiencia.staff.roles import Role
from tests.support.contexts import account
from tests.support.left_behind import leave_everything
from tests.support.page_browser import Browser

PASSWORD = "tapo7-rilu3-semi4-kado5"
PAGE = "/administracion/conservacion"


@pytest.fixture
async def signed_in(context: AppContext, browser: Browser) -> Browser:
    await account(context, "administracion", Role.ADMINISTRATOR, PASSWORD)
    await browser.send("/entrar", {"username": "administracion", "password": PASSWORD})
    return browser


async def test_each_term_and_its_reason(context: AppContext, signed_in: Browser) -> None:
    seen = await signed_in.get(PAGE)
    assert seen.status == 200
    for kind in (*PERSON_KINDS, *ROW_KINDS, "cancellation"):
        assert f'data-testid="term-{kind}"' in seen.text
    assert "3 años desde su conclusión; después se bloquea por 1 año y se suprime." in seen.text
    assert context.municipality.retention.visits.ground.es in seen.text
    assert f"se olvidan a los {attempts.KNOWN.days} días" in seen.text and "se borran a los 30 días" in seen.text
    assert 'data-testid="nothing-due"' in seen.text and 'data-testid="not-rotated"' not in seen.text


async def test_what_comes_and_what_was(context: AppContext, signed_in: Browser) -> None:
    left = await leave_everything(context, "Zenzontle")
    seen = await signed_in.get(PAGE)
    assert 'data-testid="due-cases"' in seen.text and "1 por bloquear" in seen.text
    await Run(context.database, context.keyring, context.municipality.retention, context.municipality.timezone).work()
    seen = await signed_in.get(PAGE)
    assert 'data-testid="due-cases"' not in seen.text and "1 bloqueados" in seen.text
    assert "el próximo se suprime el" in seen.text and left.word not in seen.text


async def test_a_run_that_fails_for_days_is_told(context: AppContext, signed_in: Browser) -> None:
    await Run(context.database, context.keyring, context.municipality.retention, context.municipality.timezone).work()
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE retention_run SET began_at = began_at - $1::interval", timedelta(days=3))
        await tx.conn.execute(
            "INSERT INTO retention_run (began_at, ended_at, problem, failed) VALUES (app_now(), app_now(), 'error', 2)"
        )
    seen = await signed_in.get(PAGE)
    assert 'data-testid="late"' in seen.text and "Incompleta" in seen.text and "2 personas" in seen.text


async def test_the_office_of_personal_data_reads_it_and_others_do_not(context: AppContext, browser: Browser) -> None:
    for login, role, status in (("dp", Role.PRIVACY_OFFICER, 200), ("com", Role.COMMUNICATION, 403)):
        await account(context, login, role, PASSWORD)
        await browser.send("/entrar", {"username": login, "password": PASSWORD})
        assert (await browser.get(PAGE)).status == status
