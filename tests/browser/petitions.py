"""Petitions in the house that browsers visit, as the flow takes them, and what time would have done to them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from audiencia.cases.use_cases import citizen_look, submit, work
from audiencia.cases.use_cases.access import Desk
from audiencia.cases.use_cases.held import CaseCommand
from audiencia.cases.use_cases.submit import PetitionRequest
from audiencia.db.database import Database
from audiencia.http.uploads.cleaned import Cleaned
from audiencia.operations.postgres import Postgres
from audiencia.privacy.crypto import Keyring
from audiencia.rights.use_cases import work as rights
from audiencia.runtime.context import AppContext, InForce
from tests.browser.installation import Installation
from tests.browser.people import Citizen
from tests.support.configuration import configured

CASE = "/seguimiento/expediente"
PICTURE = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
"""A photograph as small as can be."""


async def send(
    there: Installation, place: tuple[str, str], matter: str, *, due_in: int | None = None, **changed: Any
) -> str:
    """Somebody sends a petition; gives its folio. `due_in`: days from today to the end of its term, below zero for one that is
    over."""
    async with opened(there) as house:
        notice = house.municipality.notice
        filled: dict[str, Any] = {
            "command_id": uuid4(), "kind": "petition", "department": place[0], "topic": place[1],
            "name": "Rosa Pérez Luna", "matter": matter, "place": "Colonia Centro, frente al kiosco\n19.2560, -99.6035",
            "contact": "722 123 45 67", "answer_by": "page", "behalf": "self", "behalf_of": "", "anonymous": False,
            "read_notice": True, "purposes": tuple(one.code for one in notice.purposes), "notice_hash": notice.hash,
            "language": "es-MX", "files": (Cleaned("bache.jpg", "image/jpeg", PICTURE),),
        }  # fmt: skip
        folio = (await submit.submit(house, PetitionRequest(**(filled | changed)))).folio
    if due_in is not None:
        await there.rows(
            "UPDATE case_file SET due_on = (app_now() AT TIME ZONE 'America/Mexico_City')::date + $2::integer WHERE folio = $1",
            folio,
            due_in,
        )
    return folio


async def ask(there: Installation, folio: str, question: str) -> None:
    """The department asks the person something."""
    async with _at_desk(there, folio) as (house, command):
        await work.ask(house, command, question)


async def answer(there: Installation, folio: str, text: str) -> None:
    """The department answers."""
    async with _at_desk(there, folio) as (house, command):
        await work.answer(house, command, text, "page")


async def ask_of_rights(there: Installation, folio: str, question: str) -> None:
    """The privacy officer asks something of the only request about personal data under this folio."""
    (row,) = await there.rows("SELECT id, version FROM rights_request WHERE folio = $1", folio)
    (staff,) = await there.rows("SELECT id FROM staff WHERE role = 'privacy_officer' LIMIT 1")
    async with opened(there) as house:
        await rights.ask(house, rights.Act(staff["id"], row["id"], row["version"], question))


@asynccontextmanager
async def _at_desk(there: Installation, folio: str) -> AsyncIterator[tuple[AppContext, CaseCommand]]:
    (row,) = await there.rows("SELECT id, department_id FROM case_file WHERE folio = $1", folio)
    (staff,) = await there.rows("SELECT id FROM staff WHERE department_id = $1 LIMIT 1", row["department_id"])
    async with opened(there) as house:
        found = await citizen_look.look(house, row["id"])
        desk = Desk(staff["id"], "Lic. Inés Robles", row["department_id"])
        yield house, CaseCommand(desk, row["id"], found.version)


@asynccontextmanager
async def opened(there: Installation) -> AsyncIterator[AppContext]:
    """Its database and keys, for flows."""
    database = Database(Postgres.open(there.data).url, size=2)
    await database.open()
    try:
        yield AppContext(database, Keyring.open(there.data.keys), InForce(configured()))
    finally:
        await database.close()


async def pin_of(there: Installation, folio: str) -> str:
    """The PIN that its person was shown."""
    (row,) = await there.rows("SELECT id, secret_generation FROM case_file WHERE folio = $1", folio)
    return Keyring.open(there.data.keys).pin(row["id"], row["secret_generation"])


async def look_up(there: Installation, citizen: Citizen, folio: str) -> None:
    """Opens the page of a folio by its PIN."""
    await citizen.page.goto("/seguimiento")
    await citizen.page.locator("#folio").fill(folio)
    await citizen.page.locator("#pin").fill(await pin_of(there, folio))
    await citizen.press("follow-submit")
    await citizen.page.wait_for_url(f"**{CASE}")
