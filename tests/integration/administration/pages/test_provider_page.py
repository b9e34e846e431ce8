"""Signing in through the municipality's identity provider, a real one and one that lies: what lets in, and each refusal."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from audiencia.administration import accounts, staff_change, staff_log
from audiencia.administration.pages.provider import BACK, PROVIDER
from audiencia.core.errors import Code, Refused
from audiencia.core.ids import CommandId, StaffId
from audiencia.runtime.context import AppContext
from audiencia.settings.sign_in_rules import Provider, SignIn
from audiencia.staff.roles import Role
from tests.support.contexts import account
from tests.support.issuer import CLIENT, SECRET, Issuer, by_public_key, query, rsa, running_issuer, unsigned
from tests.support.page_browser import Browser, NewBrowser, Seen
from tests.support.page_fixtures import OpenSite
from tests.support.races import BLOCKED

PASSWORD = "tapo7-rilu3-semi4-kado5"
WAY = "/entrar/municipio"
GROUPS = [
    {"group": "jefatura", "role": "administrator"},
    {"group": "direccion", "role": "director", "department": "obras-publicas"},
    {"group": "mesa", "role": "moderator"},
]
REFUSALS = {
    Code.PROVIDER_REFUSED: (403, "La cuenta del municipio no le permitió entrar."),
    Code.PROVIDER_AWAY: (503, "Las cuentas del municipio no responden en este momento."),
    Code.PROVIDER_NO_GROUP: (403, "Su cuenta del municipio no tiene ninguna función aquí."),
    Code.PROVIDER_CLOSED: (403, "Su cuenta aquí está cerrada."),
    Code.LAST_ADMINISTRATOR: (409, "Es la última cuenta de administración que puede entrar."),
}
KEPT = "SELECT md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM {} t"


def configure(context: AppContext, issuer: str, *second_step: Role, **more: Any) -> None:
    provider = Provider.model_validate({"issuer": issuer, "client_id": CLIENT, "groups": GROUPS} | more)
    rules = SignIn.model_validate({"second_step": [str(one) for one in second_step], "provider": provider})
    now = context.in_force.municipality
    context.in_force.replace(now.model_copy(update={"sign_in": rules}), context.in_force.version)


@pytest.fixture
async def issuer(context: AppContext) -> AsyncIterator[Issuer]:
    async with running_issuer() as issuer:
        configure(context, issuer.url)
        yield issuer


@pytest.fixture
async def site(open_site: OpenSite) -> TestServer:
    return await open_site(oidc_secret=SECRET)


@pytest.fixture
async def kept(context: AppContext) -> Callable[[], Awaitable[list[str]]]:
    """What there is of accounts and sessions."""

    async def look() -> list[str]:
        async with context.database.read() as conn:
            tables = ("staff", "staff_session", "staff_identity", "staff_change", "sign_in_step")
            return [await conn.fetchval(KEPT.format(table)) for table in tables]

    return look


async def leave(browser: Browser) -> str:
    """Presses the button; gives where the browser is sent."""
    assert WAY in (await browser.get("/entrar")).text
    seen = await browser.get(WAY, follow=False)
    assert seen.status == 303
    return str(seen.headers["Location"])


async def enter(browser: Browser, issuer: Issuer, **claims: Any) -> Seen:
    return await browser.get(query(issuer.code(await leave(browser), **claims)))


def refused(seen: Seen, code: Code = Code.PROVIDER_REFUSED) -> bool:
    return REFUSALS[code][1] in seen.text and seen.status == REFUSALS[code][0]


async def account_row(context: AppContext, subject: str = "s-1") -> Any:
    async with context.database.read() as conn:
        return await conn.fetchrow(
            """SELECT staff.*, department.slug FROM staff_identity known JOIN staff ON staff.id = known.staff_id
               LEFT JOIN department ON department.id = department_id WHERE subject = $1""",
            subject,
        )


@pytest.fixture
def mock() -> Iterator[str]:
    """A provider made by others."""
    # Imported here: every process of a run imports this module, one uses it.
    import oidc_provider_mock

    with oidc_provider_mock.run_server_in_thread(require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


async def test_a_real_provider_lets_in_whom_a_group_gives_a_role(
    context: AppContext, new_browser: NewBrowser, mock: str
) -> None:
    configure(context, mock)
    redirect = f"{(await new_browser()).origin}{BACK}"
    async with aiohttp.ClientSession(mock) as people:
        client = {"redirect_uris": [redirect], "token_endpoint_auth_method": "client_secret_basic"}
        for groups, home in ((["otros", "direccion"], "/direccion"), (["mesa"], "/moderacion"), ([], None)):
            claims = {"name": "Ana Núñez", "preferred_username": "ana", "groups": groups}
            assert (await people.put("/users/ana-1", json=claims)).status == 204
            browser = await new_browser()
            async with people.post(await leave(browser), data={"sub": "ana-1"}, allow_redirects=False) as agreed:
                back = agreed.headers["Location"]
            assert back.startswith(redirect) and client
            seen = await browser.get(back.removeprefix(str(browser.origin)))
            if home is None:
                assert refused(seen, Code.PROVIDER_NO_GROUP) and "__Host-staff" not in browser.cookies
            else:
                assert (seen.status, seen.path) == (200, home)
                assert (await account_row(context, "ana-1"))["login"] == "ana"
        async with people.post(await leave(browser), data={"action": "deny"}, allow_redirects=False) as denied:
            back = denied.headers["Location"]
        assert "error=access_denied" in back and refused(await browser.get(back.removeprefix(str(browser.origin))))


async def test_an_account_is_made_once_and_never_taken_from_somebody_else(
    context: AppContext, new_browser: NewBrowser, issuer: Issuer
) -> None:
    await account(context, "ana.nunez", Role.ADMINISTRATOR, PASSWORD)
    for _ in range(2):
        assert (await enter(await new_browser(), issuer)).path == "/direccion"
    row = await account_row(context)
    assert (row["login"], row["display_name"], row["role"], row["slug"], row["password_hash"]) == (
        "ana.nunez-2", "Ana Núñez", "director", "obras-publicas", None)  # fmt: skip
    other = await new_browser()
    assert (await enter(other, issuer, subject="s-2", groups=["mesa", "jefatura"])).path == "/administracion"
    assert (await account_row(context, "s-2"))["login"] == "ana.nunez-3"
    seen = await other.get("/administracion")
    assert "ana.nunez-2" in seen.text and "Cuenta del municipio" in seen.text


async def test_two_first_sign_ins_at_once_make_one_account(
    context: AppContext, new_browser: NewBrowser, issuer: Issuer
) -> None:
    browsers = [await new_browser() for _ in range(4)]
    answers = [query(issuer.code(await leave(one))) for one in browsers]
    seen = await asyncio.gather(*(one.get(answer) for one, answer in zip(browsers, answers, strict=True)))
    assert {one.path for one in seen} == {"/direccion"}
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM staff") == 1


def wrong(issuer: Issuer) -> dict[str, dict[str, Any]]:
    """Claims that let nobody in."""
    now = int(time.time())
    return {
        "nonce": {"nonce": "of another sign-in"},
        "no_nonce": {"nonce": None},
        "expired": {"exp": now - 90, "iat": now - 400},
        "never_ends": {"exp": None},
        "of_tomorrow": {"iat": now + 86_400, "nbf": now + 86_400},
        "audience": {"aud": "another"},
        "audiences": {"aud": [CLIENT, "another"], "azp": CLIENT},
        "party": {"azp": "another"},
        "issuer": {"iss": "http://localhost:9"},
        "no_issuer": {"iss": None},
        "no_subject": {"sub": None},
        "long_subject": {"sub": "x" * 256},
        "access_token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    }


async def test_wrong_claims_let_nobody_in(
    context: AppContext, browser: Browser, issuer: Issuer, kept: Callable[[], Awaitable[list[str]]]
) -> None:
    before = await kept()
    for name, claims in wrong(issuer).items():
        assert refused(await enter(browser, issuer, **claims)), name
    assert await kept() == before and "__Host-staff" not in browser.cookies


async def test_wrong_signatures_let_nobody_in(
    context: AppContext, browser: Browser, issuer: Issuer, kept: Callable[[], Awaitable[list[str]]]
) -> None:
    before, stranger = await kept(), rsa("one")
    good = await leave(browser)
    claims = issuer._codes[issuer.code(good)["code"]]["claims"]
    own = issuer.sign(claims)
    head, body, signature = own.split(".")
    lies = {
        "none": unsigned(claims),
        "hmac": by_public_key(issuer, claims),
        "stranger": Issuer(url=issuer.url, signs=stranger).sign(claims),
        "unknown": Issuer(url=issuer.url, signs=rsa("two")).sign(claims),
        "no_key_named_right": Issuer(url=issuer.url, signs=stranger).sign(claims, jwk=stranger.as_dict(private=False)),
        "changed": f"{head}.{body[:-2]}AA.{signature}",
        "no_signature": f"{head}.{body}.",
        "no_token": "x",
        "large": own + "A" * 300_000,
    }
    for name, lie in lies.items():
        issuer.token = lie
        assert refused(await enter(browser, issuer)), name
    assert await kept() == before
    issuer.token = None
    assert (await enter(browser, issuer)).path == "/direccion"


async def test_an_answer_counts_once_and_for_the_browser_that_asked(
    context: AppContext, browser: Browser, new_browser: NewBrowser, issuer: Issuer,
    kept: Callable[[], Awaitable[list[str]]],
) -> None:  # fmt: skip
    other, before = await new_browser(), await kept()
    answer = issuer.code(await leave(browser))
    await leave(other)
    for state in ("", "x", answer["state"][:-1] + ("A" if answer["state"][-1] != "A" else "B"), "ñ", "%00"):
        assert refused(await browser.get(query(answer | {"state": state}))), state
    assert refused(await other.get(query(answer)))
    assert refused(await browser.get(query(answer | {"iss": "http://localhost:9"})))
    assert refused(await browser.get(query(answer)))  # its state was used
    again = issuer.code(await leave(browser))
    assert refused(await browser.get(query({"error": "access_denied", "state": again["state"]})))
    assert refused(await browser.get(query(again)))
    assert await kept() == before
    last = issuer.code(await leave(browser))
    assert (await browser.get(query(last))).path == "/direccion"
    thief = await new_browser()
    stolen = issuer.code(await leave(thief)) | {"code": last["code"]}
    assert refused(await thief.get(query(stolen))) and refused(await browser.get(query(last)))


async def test_a_provider_that_names_itself_does_so_always(browser: Browser, issuer: Issuer) -> None:
    issuer.discovery = {"authorization_response_iss_parameter_supported": True}
    assert refused(await browser.get(query(issuer.code(await leave(browser)))))
    answer = issuer.code(await leave(browser)) | {"iss": issuer.url}
    assert (await browser.get(query(answer))).path == "/direccion"


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token"])
@pytest.mark.parametrize(
    "told", [(500, b""), (302, b""), (200, b"no json"), (200, b"[]"), (200, b" " * 300_000), (200, b"[" * 90_000)]
)
async def test_what_a_provider_cannot_say_lets_nobody_in(
    browser: Browser, site: TestServer, issuer: Issuer, path: str, told: tuple[int, bytes]
) -> None:
    site.app[PROVIDER].clock = lambda: 0.0
    if path == "/token":
        answer = issuer.code(await leave(browser))
        issuer.answers[path] = told
        seen = await browser.get(query(answer))
        assert refused(seen) or refused(seen, Code.PROVIDER_AWAY)
    else:
        issuer.answers[path] = told
        assert refused(await browser.get(WAY), Code.PROVIDER_AWAY)
        # Nobody asks again at once, and the page stands as before.
        asked = len(issuer.asked)
        assert refused(await browser.get(WAY), Code.PROVIDER_AWAY) and len(issuer.asked) == asked
    assert "__Host-staff" not in browser.cookies


@pytest.mark.parametrize(
    "said",
    [{"issuer": "http://localhost:9"}, {"token_endpoint": "ftp://x/"}, {"jwks_uri": None},
     {"token_endpoint_auth_methods_supported": ["private_key_jwt"]}],
)  # fmt: skip
async def test_a_provider_that_is_another_one_is_not_used(
    browser: Browser, issuer: Issuer, said: dict[str, Any]
) -> None:
    issuer.discovery = said
    assert refused(await browser.get(WAY), Code.PROVIDER_AWAY)


async def test_a_slow_provider_is_given_up(browser: Browser, site: TestServer, issuer: Issuer) -> None:
    answer = issuer.code(await leave(browser))
    site.app[PROVIDER].seconds = 0.3
    issuer.waits["/token"] = asyncio.Event()
    assert refused(await browser.get(query(answer)), Code.PROVIDER_AWAY)


@pytest.mark.parametrize("named", [True, False])
async def test_new_keys_are_asked_for_when_one_is_not_known(
    browser: Browser, new_browser: NewBrowser, site: TestServer, issuer: Issuer, named: bool
) -> None:
    site.app[PROVIDER].clock = lambda: 0.0  # the keys below take long to make
    issuer.names_keys = named
    assert (await enter(browser, issuer)).path == "/direccion"
    issuer.signs = rsa("two")
    for _ in range(2):
        assert (await enter(await new_browser(), issuer)).path == "/direccion"
    assert issuer.asked.count("/keys") == 2
    issuer.signs, issuer.keys = rsa("three"), [issuer.signs]
    assert refused(await enter(await new_browser(), issuer)) and issuer.asked.count("/keys") == 2


async def test_without_a_group_the_account_closes_and_opens_again_but_not_what_an_administrator_closed(
    context: AppContext, browser: Browser, new_browser: NewBrowser, issuer: Issuer,
    kept: Callable[[], Awaitable[list[str]]],
) -> None:  # fmt: skip
    admin, before = await account(context, "admin", Role.ADMINISTRATOR, PASSWORD), await kept()
    assert refused(await enter(browser, issuer, groups=[]), Code.PROVIDER_NO_GROUP)
    assert refused(await enter(browser, issuer, groups="nadie"), Code.PROVIDER_NO_GROUP) and await kept() == before
    assert (await enter(browser, issuer, groups="direccion")).path == "/direccion"
    made = await account_row(context)
    other = await new_browser()
    assert refused(await enter(other, issuer, groups=["otros"]), Code.PROVIDER_NO_GROUP)
    assert not (await account_row(context))["active"]
    assert (await browser.get("/cuenta")).path.startswith("/entrar")  # also where the person was signed in
    assert (await enter(other, issuer, groups=["mesa"])).path == "/moderacion"
    again = await account_row(context)
    assert (again["id"], again["role"], again["slug"]) == (made["id"], "moderator", None)
    await accounts.deactivate(context, admin, CommandId(uuid4()), StaffId(made["id"]))
    closed = await kept()
    for groups in (["mesa"], [], ["direccion"]):
        assert refused(await enter(other, issuer, groups=groups), Code.PROVIDER_CLOSED)
    assert await kept() == closed


async def test_what_an_administrator_closed_stays_closed_also_where_a_lost_group_closed_it_before(
    context: AppContext, browser: Browser, new_browser: NewBrowser, issuer: Issuer
) -> None:
    admin = await account(context, "admin", Role.ADMINISTRATOR, PASSWORD)
    await enter(browser, issuer)
    made = StaffId((await account_row(context))["id"])

    other = await new_browser()

    async def undo() -> None:
        async with context.database.read() as conn:
            newest = await staff_log.newest(conn, made)
        await staff_change.undo(context, admin, CommandId(uuid4()), newest, newest)

    async def write(use_case: Callable[..., Awaitable[None]]) -> None:
        await use_case(context, admin, CommandId(uuid4()), made)

    opened_and_closed = ((accounts.activate, accounts.deactivate), (accounts.deactivate,))
    for acts in opened_and_closed:
        assert refused(await enter(other, issuer, groups=[]), Code.PROVIDER_NO_GROUP)
        for act in acts:
            await write(act)
        assert refused(await enter(other, issuer), Code.PROVIDER_CLOSED), acts
        await write(accounts.activate)
        assert (await enter(await new_browser(), issuer)).path == "/direccion"
    assert refused(await enter(other, issuer, groups=[]), Code.PROVIDER_NO_GROUP)
    for _ in range(2):  # it is open again, and closed again
        await undo()
    assert refused(await enter(other, issuer), Code.PROVIDER_CLOSED)


async def test_a_sign_in_that_comes_while_an_administrator_closes_the_account_finds_it_closed(
    context: AppContext, browser: Browser, new_browser: NewBrowser, issuer: Issuer
) -> None:
    await enter(browser, issuer)
    made, other = StaffId((await account_row(context))["id"]), await new_browser()
    answer = query(issuer.code(await leave(other), groups=["mesa"]))
    async with context.database.read() as beside, context.database.begin() as tx:
        await accounts.held_account(tx, made)
        entering = asyncio.create_task(other.get(answer))
        while not await beside.fetchval(BLOCKED):  # a transaction sees who was connected when it looked first
            assert not entering.done()
            await asyncio.sleep(0.01)
        await accounts.SQL.write_active(tx.conn, active=False, id=made)
    assert refused(await entering, Code.PROVIDER_CLOSED)
    row = await account_row(context)
    assert (row["active"], row["role"]) == (False, "director")


async def test_the_last_administrator_stays_one(
    context: AppContext, browser: Browser, new_browser: NewBrowser, issuer: Issuer,
    kept: Callable[[], Awaitable[list[str]]],
) -> None:  # fmt: skip
    await enter(browser, issuer, groups=["jefatura"])
    before = await kept()
    for groups in (["mesa"], []):
        assert refused(await enter(await new_browser(), issuer, groups=groups), Code.LAST_ADMINISTRATOR)
    assert await kept() == before and (await browser.get("/administracion")).status == 200
    await account(context, "admin", Role.ADMINISTRATOR, PASSWORD)
    assert (await enter(await new_browser(), issuer, groups=["mesa"])).path == "/moderacion"


async def test_an_administrator_of_the_provider_closes_accounts_where_none_has_a_password(
    context: AppContext, browser: Browser, issuer: Issuer
) -> None:
    mesa = await account(context, "mesa", Role.MODERATOR, PASSWORD)
    page = await enter(browser, issuer, groups=["jefatura"])
    form = {"csrf": page.hidden["csrf"], "staff_id": str(mesa), "command_id": str(uuid4())}
    assert (await browser.post("/administracion/desactivar", form)).status == 200
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT active FROM staff WHERE id = $1", mesa) is False


async def test_the_second_step_of_the_provider_counts_where_it_is_configured_so(
    context: AppContext, browser: Browser, new_browser: NewBrowser, issuer: Issuer
) -> None:
    configure(context, issuer.url, Role.DIRECTOR)
    assert (await enter(browser, issuer, acr="high", amr=["otp"])).path == "/entrar/paso"
    assert "__Host-staff" not in browser.cookies
    configure(context, issuer.url, Role.DIRECTOR, second_step_acr=["high"], second_step_amr=["otp"])
    for claims, path in (({"acr": "low", "amr": ["pwd"]}, "/entrar/paso"), ({"acr": "high"}, "/direccion"),
                         ({"amr": ["pwd", "otp"]}, "/direccion"), ({"amr": "otp"}, None)):  # fmt: skip
        seen = await enter(await new_browser(), issuer, **claims)
        assert seen.path == path or (path is None and refused(seen)), claims


async def test_nobody_gives_a_password_to_an_account_of_the_provider(
    context: AppContext, browser: Browser, issuer: Issuer
) -> None:
    admin = await account(context, "admin", Role.ADMINISTRATOR, PASSWORD)
    seen = await enter(browser, issuer)
    made = (await account_row(context))["id"]
    with pytest.raises(Refused, match="provider_account"):
        await accounts.renew_password(context, admin, CommandId(uuid4()), made, "visit")
    seen = await browser.get("/cuenta")
    assert "cuenta del municipio" in seen.text and 'name="current"' not in seen.text


async def test_without_a_provider_there_is_no_way(browser: Browser) -> None:
    assert WAY not in (await browser.get("/entrar")).text
    for path in (WAY, query({"state": "x", "code": "y"})):
        seen = await browser.get(path)
        assert (seen.status, seen.code) == (404, "not_found")
