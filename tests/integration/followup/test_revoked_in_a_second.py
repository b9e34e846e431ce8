"""A started service, a mail server that keeps it waiting, and a person who takes the consent back on the page of the folio: a second
later nothing of that purpose is on its way any more, and nothing comes afterwards.
"""

import asyncio
import re
import time

from yarl import URL

from tests.browser.installation import installation
from tests.integration.notifications import mail_server
from tests.integration.notifications.mail_server import MailServer
from tests.support import petitioning
from tests.support.page_browser import Browser, Seen

MAIL = "citlali@example.org"
ONE_SECOND, SOON = 1.0, 60.0
CASE, ALLOWED = "/seguimiento/expediente", "/seguimiento/expediente/autorizaciones"


async def test_a_second_after_it_was_taken_back_nothing_is_on_its_way() -> None:
    async with mail_server.running() as mail:
        ways = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(mail.port), "SMTP_TLS": "none", "MAIL_FROM": "a@example.org"}
        async with (
            installation(settings=ways, quick=True) as house,
            Browser(URL(house.url)) as citizen,
            Browser(URL(house.url)) as officer,
        ):
            folio = await petition(citizen)
            await officer.send("/entrar", {"username": "direccion-agua", "password": house.passwords["direccion-agua"]})
            mail.hold_at_address = asyncio.Event()
            await tells(officer, folio, "Vamos en camino")
            await until(mail, held=1)

            await decides(citizen, "no")
            answered = time.monotonic()
            await until(mail, let_go=1)
            assert time.monotonic() - answered <= ONE_SECOND
            mail.hold_at_address = None
            await tells(officer, folio, "Ya llegamos")
            assert await house.rows("SELECT FROM outbox WHERE state = 'waiting'") == [] and mail.taken == []

            await decides(citizen, "yes")
            await tells(officer, folio, "Quedó listo")
            await until(mail, taken=1)
    assert len(mail.taken) == 1 and mail.held == [MAIL]


async def petition(citizen: Browser) -> str:
    """Sent on the page by somebody who agrees to be written to; gives the folio, under which the browser is from now on."""
    seen = await petitioning.send(citizen, petitioning.filled(contact=MAIL, consent_follow_up="yes"))
    folio, pin = part(seen, "received-folio"), part(seen, "received-pin")
    assert (await citizen.send("/seguimiento", {"folio": folio, "pin": pin})).path == CASE
    return folio


async def tells(officer: Browser, folio: str, text: str) -> None:
    """The department writes to the person."""
    page = f"/expedientes/{folio}"
    seen = await officer.send(f"{page}/mensaje", {"message": text}, page=page)
    assert seen.status == 200 and text in seen.text


async def decides(citizen: Browser, allow: str) -> None:
    """On the page of the folio."""
    seen = await citizen.send(ALLOWED, {"allow": allow, "purpose": "follow_up"}, page=CASE)
    assert seen.status == 200 and ("Lo retiró el" if allow == "no" else "Lo autorizó el") in seen.text


async def until(mail: MailServer, **wanted: int) -> None:
    """Waits until so much has happened at the mail server."""
    async with asyncio.timeout(SOON):
        while any(len(getattr(mail, name)) < count for name, count in wanted.items()):
            await asyncio.sleep(0.01)


def part(seen: Seen, testid: str) -> str:
    found = re.search(rf'data-testid="{testid}"[^>]*>\s*([^<]*?)\s*<', seen.text)
    assert found is not None, testid
    return found[1]
