"""A form that is sent again: its answer once more for the browser that sent it, within minutes, and nothing for anybody else."""

import asyncio
import re

import pytest

from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.integration.queue.joining.pages.test_front_desk_page import PAGE as DESK
from tests.integration.queue.joining.pages.test_front_desk_page import PASSWORD
from tests.integration.queue.joining.pages.test_front_desk_page import filled as said_at_the_desk
from tests.integration.queue.joining.pages.test_join_page import FILLED, FORM
from tests.support import petitioning
from tests.support.contexts import CONTACTS, account
from tests.support.open_sessions import execute
from tests.support.page_browser import Browser, NewBrowser, Seen
from tests.support.petitioning import rows

TURN, CASE = "__Host-turno", "__Host-expediente"
RECEIVED = "/peticiones/recibida"
LATER = "UPDATE app_clock SET shift = shift + interval '16 minutes'"


async def attentions(context: AppContext) -> list[str]:
    """What everybody's cookie opens."""
    return [str(row["id"]) for row in await rows(context, "SELECT id FROM attention ORDER BY joined_at")]


def holds(context: AppContext, browser: Browser) -> str:
    """Whose ticket the browser's cookie opens; empty without one."""
    return str(context.keyring.read_ticket_token(browser.cookies.get(TURN, "")) or "")


def used(seen: Seen) -> bool:
    """Whether the page says that the form was sent before."""
    return seen.status == 409 and "Este formulario ya se envió" in seen.text


class TestNumber:
    async def test_somebody_elses_id_is_another_form(self, new_browser: NewBrowser, context: AppContext) -> None:
        owner, stranger = await new_browser(), await new_browser()
        form = (await owner.get(FORM)).hidden
        await owner.post(FORM, form | FILLED)
        own = (await stranger.get(FORM)).hidden | {"submission_id": form["submission_id"]}
        await stranger.post(FORM, own | FILLED | {"contact": next(CONTACTS)})
        assert [holds(context, owner), holds(context, stranger)] == await attentions(context)
        assert holds(context, owner) != holds(context, stranger)

    async def test_a_lost_answer_is_given_again_for_minutes(self, browser: Browser, context: AppContext) -> None:
        form = (await browser.get(FORM)).hidden | FILLED
        await browser.post(FORM, form)
        token = browser.cookies[TURN]
        browser.set_cookie(TURN, "")
        assert (await browser.post(FORM, form)).path == "/turno"
        assert browser.cookies[TURN] == token
        browser.set_cookie(TURN, "")
        await execute(context, LATER)
        refused = await browser.post(FORM, form)
        assert used(refused) and not browser.cookies.get(TURN) and not re.search(r"OP[-\u2011]001", refused.text)
        assert refused.hidden["submission_id"] != form["submission_id"] and FILLED["matter"] in refused.text
        assert len(await attentions(context)) == 1

    @pytest.mark.parametrize("renewed", ["secret_generation", "device_generation"])
    async def test_nothing_is_given_that_came_after_the_answer(
        self, browser: Browser, context: AppContext, renewed: str
    ) -> None:
        form = (await browser.get(FORM)).hidden | FILLED
        await browser.post(FORM, form)
        browser.set_cookie(TURN, "")
        await execute(context, f"UPDATE attention SET {renewed} = {renewed} + 1")
        assert used(await browser.post(FORM, form))
        assert not browser.cookies.get(TURN)

    async def test_the_same_form_in_two_lines_at_once_is_one_number(
        self, browser: Browser, context: AppContext
    ) -> None:
        form = (await browser.get(FORM)).hidden | FILLED
        elsewhere = (await browser.get("/unirse/agua/fugas")).hidden | form
        sent = [(FORM, form), ("/unirse/agua/fugas", elsewhere)] * 3
        seen = await asyncio.gather(*(browser.post(path, fields, follow=False) for path, fields in sent))
        assert [one.status for one in seen] == [303] * len(sent)
        assert len(await attentions(context)) == 1

    async def test_the_database_knows_no_id_of_a_form(self, browser: Browser, context: AppContext) -> None:
        form = (await browser.get(FORM)).hidden | FILLED
        await browser.post(FORM, form)
        kept = await rows(
            context, "SELECT attention::text FROM attention UNION ALL SELECT c::text FROM command_done AS c"
        )
        assert form["submission_id"] not in str(kept)


class TestDesk:
    async def test_a_slip_printed_again_has_no_newer_pin(self, browser: Browser, context: AppContext) -> None:
        await account(context, "ventanilla", Role.FRONT_DESK, PASSWORD)
        await browser.send("/entrar", {"username": "ventanilla", "password": PASSWORD})
        form = (await browser.get(DESK)).hidden | said_at_the_desk()
        first = await browser.post(DESK, form)
        assert _pin(await browser.post(DESK, form)) == _pin(first) != ""
        await execute(context, "UPDATE attention SET secret_generation = 2")
        again = await browser.post(DESK, form)
        assert used(again) and _pin(again) == ""

    async def test_the_database_knows_no_id_of_a_form(self, browser: Browser, context: AppContext) -> None:
        await account(context, "ventanilla", Role.FRONT_DESK, PASSWORD)
        await browser.send("/entrar", {"username": "ventanilla", "password": PASSWORD})
        form = (await browser.get(DESK)).hidden | said_at_the_desk()
        await browser.post(DESK, form)
        assert form["submission_id"] not in str(await rows(context, "SELECT c::text FROM command_done AS c"))


class TestPetition:
    FORM = petitioning.FORM

    async def test_somebody_elses_id_is_another_form(self, new_browser: NewBrowser, context: AppContext) -> None:
        owner, stranger = await new_browser(), await new_browser()
        form = (await owner.get(self.FORM)).hidden
        await owner.post(self.FORM, form | petitioning.filled())
        own = (await stranger.get(self.FORM)).hidden | {"submission_id": form["submission_id"]}
        await stranger.post(self.FORM, own | petitioning.filled())
        assert owner.cookies[CASE] != stranger.cookies[CASE]
        kept = await rows(context, "SELECT case_file::text FROM case_file")
        assert len(kept) == 2 and form["submission_id"] not in str(kept)

    async def test_whoever_goes_back_and_sends_again_is_shown_the_folio(
        self, browser: Browser, context: AppContext
    ) -> None:
        form = (await browser.get(self.FORM)).hidden | petitioning.filled()
        first = await browser.post(self.FORM, form)
        await execute(context, LATER)
        assert _folio(await browser.post(self.FORM, form)) == _folio(first)
        assert len(await rows(context, "SELECT 1 AS one FROM case_file")) == 1

    async def test_without_its_cookie_a_lost_answer_comes_again_for_minutes(
        self, browser: Browser, context: AppContext
    ) -> None:
        form = (await browser.get(self.FORM)).hidden | petitioning.filled()
        first = await browser.post(self.FORM, form)
        browser.set_cookie(CASE, "")
        assert _folio(await browser.post(self.FORM, form)) == _folio(first)
        browser.set_cookie(CASE, "")
        await execute(context, LATER)
        refused = await browser.post(self.FORM, form)
        assert used(refused) and not browser.cookies.get(CASE)
        assert refused.hidden["submission_id"] != form["submission_id"]
        assert len(await rows(context, "SELECT 1 AS one FROM case_file")) == 1

    async def test_nothing_is_given_that_came_after_the_answer(self, browser: Browser, context: AppContext) -> None:
        form = (await browser.get(self.FORM)).hidden | petitioning.filled()
        await browser.post(self.FORM, form)
        browser.set_cookie(CASE, "")
        await execute(context, "UPDATE case_file SET secret_generation = 2")
        assert used(await browser.post(self.FORM, form))
        assert not browser.cookies.get(CASE)


def _pin(seen: Seen) -> str:
    return seen.text.split('data-testid="slip-pin">')[1].split("<")[0].strip() if "slip-pin" in seen.text else ""


def _folio(seen: Seen) -> str:
    assert seen.path == RECEIVED
    return seen.text.split('data-testid="received-folio"')[1].split(">")[1].split("<")[0].strip()
