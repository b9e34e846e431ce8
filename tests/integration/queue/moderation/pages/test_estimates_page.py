"""How good today's estimates have been, as a moderator reads it."""

import re

from audiencia.queue.call.conclude import Outcome
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import DEPARTMENT, account, attend, join
from tests.support.page_browser import Browser

PASSWORD = "tapo7-rilu3-semi4-kado5"
PAGE = "/moderacion/estimaciones"


async def moderator(context: AppContext, browser: Browser) -> None:
    """A moderator, signed in here."""
    await account(context, "mesa", Role.MODERATOR, PASSWORD)
    await browser.send("/entrar", {"username": "mesa", "password": PASSWORD})


async def estimated(context: AppContext, minutes_before: int) -> None:
    """Who was attended had been told a call in 10 to 20 minutes so many minutes before the talk began."""
    async with context.database.begin() as tx:
        await tx.conn.execute(
            """INSERT INTO estimate (ticket_id, queue_id, made_at, low_at, middle_at, high_at)
               SELECT ticket.id, ticket.queue_id, told, told + interval '10 min', told + interval '15 min',
                      told + interval '20 min'
               FROM ticket JOIN leg ON leg.attention_id = ticket.attention_id,
                    LATERAL (SELECT leg.call_began_at - make_interval(mins => $1) AS told) AS moment
               WHERE leg.call_began_at IS NOT NULL ON CONFLICT DO NOTHING""",
            minutes_before,
        )


async def attended(context: AppContext, login: str) -> None:
    """Somebody joins and is attended by a new director."""
    director = await account(context, login, Role.DIRECTOR, PASSWORD, DEPARTMENT)
    await join(context)
    known = context.municipality.dispositions[0]
    await attend(context, director, Outcome(known.outcome, known.code, "", ""))


async def test_before_the_first_call_the_page_says_so(context: AppContext, browser: Browser) -> None:
    await moderator(context, browser)
    seen = await browser.get(PAGE)
    assert seen.status == 200
    assert 'data-testid="no-estimates"' in seen.text
    assert "<table" not in seen.text


async def test_figures_by_department_in_words(context: AppContext, browser: Browser) -> None:
    await moderator(context, browser)
    await attended(context, "obras-1")
    await estimated(context, 12)
    await attended(context, "obras-2")
    await estimated(context, 26)
    seen = await browser.get(PAGE, {"Accept-Language": "en"})
    row = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", seen.text.split("<tbody>")[1].split("</tbody>")[0])).strip()
    assert row == "Public Works 2 50 % 7 minutes 4 minutes later than said"


async def test_only_moderators_read_them(context: AppContext, browser: Browser) -> None:
    await account(context, "obras", Role.DIRECTOR, PASSWORD, DEPARTMENT)
    assert (await browser.get(PAGE, follow=False)).status == 303
    await browser.send("/entrar", {"username": "obras", "password": PASSWORD})
    assert (await browser.get(PAGE, follow=False)).status == 403
