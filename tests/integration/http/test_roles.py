"""Every page for every role, tried as the grid has it: shown, led to the sign-in, or refused with nothing written."""

import re
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from audiencia.core.ids import CommandId
from audiencia.http.confined.run import run
from audiencia.http.papers import paper
from audiencia.rights.domain.data_kinds import DataKind
from audiencia.rights.domain.incident import Facts
from audiencia.rights.domain.request import Capacity, Right
from audiencia.rights.use_cases import ask, incidents
from audiencia.rights.use_cases.ask import Asked
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import STAFF_ROLES, Role
from tests.support.contexts import DEPARTMENT, TOPIC, account, join
from tests.support.page_browser import Browser, NewBrowser
from tests.support.page_cases import answered_case
from tests.unit.staff import grid

PASSWORD = "tapo7-rilu3-semi4-kado5"
GRID = grid.read()
FILLED = {
    "{department}": DEPARTMENT,
    "{topic}": TOPIC,
    "{service}": "reparar-bache",
    "{path}": "assets/file-0.js",
    "{language}": "es-MX",
    "{part}": "citizen",
    "{sheet}": "cartel-a4",
    "{account}": "1",
    "{act}": "turnar",
    "{to}": "personas",
    "{paper}": "inventario",
    "{format}": "json",
    "{code}": f"{DEPARTMENT}_{TOPIC}",
}
"""With what `everybody` finds in the context: a case, with a file and an answer, and a request about its data."""
GETS, POSTS = ([one for one in GRID if one.startswith(f"{method} ")] for method in ("GET", "POST"))
NOT_HERE = {"GET /autoridad.crt", "GET /peticiones/acuse.pdf", "GET /turno/cita.ics",
            "GET /turno/pasos.ics", "GET /turno/resultado.pdf", "GET /entrar/municipio", "GET /entrar/municipio/regreso",
            "GET /.well-known/security.txt"}  # fmt: skip
"""No authority, no identity provider and nobody to tell of a hole here; nobody has just sent a petition, a coming place or a result."""
OF_OTHERS = {"GET /expedientes/supervision"}
"""For directors of departments that oversee the others, which is none of those here."""
LONG_AGO = datetime(2026, 1, 2, tzinfo=UTC)
OF_DEPARTMENT = {Role.DIRECTOR, Role.ASSISTANT, Role.MAYOR}


def path_of(operation: str) -> str:
    """An address of this page."""
    path = operation.split()[1]
    for name, value in FILLED.items():
        path = path.replace(name, value)
    assert not re.search(r"[{}]", path), f"{operation}: say in FILLED what stands there"
    return path


async def request_about(context: AppContext, folio: str) -> UUID:
    """The person of this folio asks what is held of them."""
    async with context.database.read() as conn:
        case_id = await conn.fetchval("SELECT id FROM case_file WHERE folio = $1", folio)
    return await ask.by_holder(context, case_id, Asked(CommandId(uuid4()), Right.ACCESS, Capacity.SELF, ""))


async def incident(context: AppContext) -> UUID:
    """One in the register."""
    officer = await account(context, "incidentes", Role.PRIVACY_OFFICER, PASSWORD)
    facts = Facts(
        what="Se perdió un equipo", happened_at=LONG_AGO, noticed_at=LONG_AGO, data=(DataKind.CONTACT,), people=1,
        responsible="Oficialía", actions="Se bloqueó", advice="Cuídese",
    )  # fmt: skip
    return await incidents.register(context, officer, CommandId(uuid4()), facts)


async def everybody(context: AppContext, new_browser: NewBrowser) -> dict[Role, Browser]:
    """One browser for each role, signed in."""
    folio, file_id, answer_id = await answered_case(context)
    request_id = await request_about(context, folio)
    incident_id = await incident(context)
    FILLED.update({
        "{folio}": folio, "{file}": str(file_id), "{answer}": str(answer_id), "{request}": str(request_id),
        "{incident}": str(incident_id),
    })  # fmt: skip
    found = {role: await new_browser() for role in (Role.PUBLIC, Role.CITIZEN)}
    found[Role.CITIZEN].set_cookie("__Host-turno", context.keyring.ticket_token(await join(context), 1))
    for role in sorted(STAFF_ROLES):
        await account(context, role.value, role, PASSWORD, DEPARTMENT if role in OF_DEPARTMENT else None)
        found[role] = await new_browser()
        await found[role].send("/entrar", {"username": role.value, "password": PASSWORD})
        assert "__Host-staff" in found[role].cookies
    return found


async def fingerprint(context: AppContext) -> dict[str, str]:
    """What every table holds, in short."""
    async with AsyncExitStack() as stack:
        conn = await stack.enter_async_context(context.database.read())
        tables = await conn.fetch("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
        return {
            name: await conn.fetchval(f"SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM {name} t")
            for (name,) in tables
        }


def refusal(role: Role, operation: str) -> tuple[int, str]:
    """With which status, and code or way on, it is refused."""
    if GRID[operation] == {Role.CITIZEN}:
        return 403, "ticket_needed"
    if role in STAFF_ROLES:
        return 403, "forbidden"
    return 303, f"/entrar?next={path_of(operation) if operation.startswith('GET') else '/'}"


@pytest.fixture
def papers_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each kind everybody gets the first: who may have it is tried here, and each is made for somebody in the tests of its page."""
    made: dict[str, bytes] = {}

    async def once(child: str, html: bytes, *, seconds: float, most: int) -> bytes:
        if child not in made:
            made[child] = await run(child, html, seconds=seconds, most=most)
        return made[child]

    monkeypatch.setattr(paper, "run", once)


@pytest.mark.usefixtures("papers_made_once")
async def test_each_page_is_shown_to_those_of_the_grid_and_to_nobody_else(
    context: AppContext, new_browser: NewBrowser
) -> None:
    for role, browser in (await everybody(context, new_browser)).items():
        for operation in GETS:
            seen = await browser.get(path_of(operation), follow=False)
            where = (role, operation, seen.status, seen.code)
            if role in GRID[operation]:
                to_sign_in = seen.headers.get("Location", "").startswith("/entrar?next=")
                # 409: who holds a number is told so in place of the form for another one.
                fine = (404,) if operation in NOT_HERE else (403,) if operation in OF_OTHERS else (200, 303, 409)
                assert seen.status in fine and not to_sign_in, where
                if role in STAFF_ROLES and Role.PUBLIC not in GRID[operation] and "<main" in seen.text:
                    assert 'action="/salir"' in seen.text, where
            else:
                assert (seen.status, seen.code or seen.headers.get("Location")) == refusal(role, operation), where


async def test_each_form_without_the_right_is_refused_and_writes_nothing(
    context: AppContext, new_browser: NewBrowser
) -> None:
    """With everything that a form would have: only the right is missing."""
    for role, browser in (await everybody(context, new_browser)).items():
        sent = (await browser.get("/areas")).hidden
        sent |= {one: str(uuid4()) for one in ("command_id", "submission_id", "ticket")}
        before = await fingerprint(context)
        refused = [one for one in POSTS if role not in GRID[one]]
        assert len(refused) > 4
        for operation in refused:
            seen = await browser.post(path_of(operation), sent, follow=False)
            where = (role, operation, seen.status, seen.code)
            assert (seen.status, seen.code or seen.headers.get("Location")) == refusal(role, operation), where
        assert await fingerprint(context) == before, role
