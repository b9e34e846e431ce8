"""The list of all jornadas: searched, sorted, paged; and what is wrong in the address."""

import re

import pytest

from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import account
from tests.support.page_browser import Browser, Seen

PASSWORD = "tapo7-rilu3-semi4-kado5"
PAGE = "/informe/jornadas"


@pytest.fixture
async def office(browser: Browser, context: AppContext) -> Browser:
    await account(context, "comunicacion", Role.COMMUNICATION, PASSWORD)
    await browser.send("/entrar", {"username": "comunicacion", "password": PASSWORD})
    return browser


async def past(context: AppContext, days: int, *, demo: bool = False) -> None:
    """As many jornadas that are over, one a week in 2019."""
    hours = "(date '2019-01-01' + 7 * n + time '{}') AT TIME ZONE 'America/Mexico_City'"
    at = ", ".join(hours.format(hour) for hour in ("09:00", "10:00", "14:00"))
    async with context.database.begin() as tx:
        await tx.conn.execute(
            "INSERT INTO session (day, lobby_at, opens_at, closes_at, state, demo)"
            f" SELECT date '2019-01-01' + 7 * n, {at}, 'closed', $2 FROM generate_series(0, $1 - 1) AS n",
            days,
            demo,
        )


def listed(seen: Seen) -> list[str]:
    """The days, in their order."""
    return re.findall(r'<th scope="row"><a href="[^"]+">\w+ ([^<]+)</a>', seen.text)


async def test_all_jornadas_are_searched_sorted_and_paged(context: AppContext, office: Browser) -> None:
    now = listed(await office.get(PAGE))
    await past(context, 30)
    first, second = await office.get(PAGE), await office.get(f"{PAGE}?pagina=2")
    assert len(listed(first)) == 25 and listed(second)[-1] == "1 de enero de 2019"
    assert listed(first)[: len(now)] == now and len(listed(second)) == 5 + len(now)
    assert listed(await office.get(f"{PAGE}?pagina=99")) == listed(second)
    assert listed(await office.get(f"{PAGE}?orden=day"))[0] == "1 de enero de 2019"
    searches = {"2019-01-08": ["8 de enero de 2019"], "ENERO 2019": 5, "zzz": [], "%25": []}
    for words, expected in searches.items():
        found = listed(await office.get(f"{PAGE}?q={words}"))
        assert found == expected or len(found) == expected, words
    assert 'data-testid="no-sessions"' in (await office.get(f"{PAGE}?q=zzz")).text
    for wrong in ("orden=id", "orden=--day", "pagina=0", "pagina=x"):
        assert listed(await office.get(f"{PAGE}?{wrong}")) == listed(first), wrong


async def test_the_report_and_the_figures_of_the_oldest_are_a_press_away(context: AppContext, office: Browser) -> None:
    await past(context, 40)
    newest = await office.get("/informe")
    assert f'href="{PAGE}"' in newest.text and newest.text.count("<option") < 35
    oldest = await office.get(f"{PAGE}?orden=day")
    (report, *_), (figures, *_) = (
        re.findall(rf'href="(/{page}\?jornada=\d+)"', oldest.text) for page in ("informe", "comunicacion")
    )
    for address in (report, figures):
        seen = await office.get(address)
        assert seen.status == 200 and "1 de enero de 2019" in seen.text
        assert re.search(r'<option value="\d+" selected>martes 1 de enero de 2019', seen.text), address


async def test_an_administrator_reads_the_reports_and_not_the_figures(context: AppContext, browser: Browser) -> None:
    await account(context, "admin", Role.ADMINISTRATOR, PASSWORD)
    await browser.send("/entrar", {"username": "admin", "password": PASSWORD})
    await past(context, 1)
    seen = await browser.get(PAGE)
    assert seen.status == 200 and "/informe?jornada=" in seen.text and "/comunicacion" not in seen.text


async def test_who_reads_no_reports_is_refused(context: AppContext, browser: Browser) -> None:
    await account(context, "ventanilla", Role.FRONT_DESK, PASSWORD)
    await browser.send("/entrar", {"username": "ventanilla", "password": PASSWORD})
    seen = await browser.get(PAGE)
    assert (seen.status, seen.code) == (403, "forbidden")
