"""Petitions, with a file and an answer where a test needs them."""

from typing import Any
from uuid import UUID, uuid4

from audiencia.cases.use_cases import attachments, submit, work
from audiencia.cases.use_cases.access import Desk
from audiencia.cases.use_cases.held import CaseCommand
from audiencia.cases.use_cases.submit import PetitionRequest
from audiencia.core.folio import Folio
from audiencia.http.uploads.cleaned import Cleaned
from audiencia.privacy import store as persons
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import DEPARTMENT, TOPIC, account

MATTER, NAME = "Fuga en la calle Zenzontle 14", "Guadalupe Ñáñez Iñiguez"
JPEG = b"\xff\xd8\xff\xe0 as it was cleaned"


async def send(context: AppContext, **changed: Any) -> Folio:
    """Somebody sends a petition; gives its folio."""
    notice = context.municipality.notice
    filled: dict[str, Any] = {
        "command_id": uuid4(), "kind": "petition", "department": DEPARTMENT, "topic": TOPIC, "name": NAME,
        "matter": MATTER, "place": "Col. Centro", "contact": "722 123 45 67", "answer_by": "page", "behalf": "self",
        "behalf_of": "", "anonymous": False, "read_notice": True, "purposes": tuple(one.code for one in notice.purposes),
        "notice_hash": notice.hash, "language": "es-MX",
    }  # fmt: skip
    return (await submit.submit(context, PetitionRequest(**(filled | changed)))).folio


async def add_file(context: AppContext, folio: Folio) -> UUID:
    """A photograph comes with it."""
    async with context.database.begin() as tx:
        row = await tx.conn.fetchrow("SELECT id, person_id FROM case_file WHERE folio = $1", folio)
        assert row is not None
        key = await persons.person_key(tx.conn, context.keyring, row["person_id"])
        return await attachments.keep(context, tx, row["id"], key, Cleaned('bache "ñ".jpg', "image/jpeg", JPEG))


async def answered_case(context: AppContext, text: str = "Listo.") -> tuple[Folio, UUID, UUID]:
    """A case with a file and an answer; gives folio, file and answer."""
    folio = await send(context)
    file_id = await add_file(context, folio)
    staff_id = await account(context, "responde", Role.DIRECTOR, "tapo7-rilu3-semi4-kado5", DEPARTMENT)
    async with context.database.read() as conn:
        row = await conn.fetchrow("SELECT id, department_id, version FROM case_file WHERE folio = $1", folio)
    assert row is not None
    command = CaseCommand(Desk(staff_id, "Responde", row["department_id"]), row["id"], row["version"])
    return folio, file_id, await work.answer(context, command, text, "page")
