"""What a new installation starts with: departments, topics and services from the configuration, and the demonstration's accounts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiencia.administration import accounts, catalogue
from audiencia.administration.accounts import NewAccount
from audiencia.core.actor import SYSTEM
from audiencia.core.ids import DepartmentId
from audiencia.db.database import Database
from audiencia.db.unit_of_work import as_json
from audiencia.directory.store import SQL
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Municipality
from audiencia.staff import passwords
from audiencia.staff import store as staff
from audiencia.staff.roles import Role
from audiencia.staff.staff_list import Person

if TYPE_CHECKING:
    from audiencia.directory.portal_sql import Departments

DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Credential:
    """A new account. The password exists here alone: it is shown once and kept nowhere."""

    role: str
    department: str
    login: str
    password: str


async def seed(database: Database, municipality: Municipality) -> None:
    """Writes what administrators change later, the first time; afterwards it is changed in the database alone.
    Interpreters of the configuration who are not there yet are written at each start, as present: an installation that is
    older than them gets them so. Of those who are there nothing is changed, whether they are present least of all."""
    async with database.begin() as tx:
        interpreters = [
            {"code": one.code, "helps_with": one.helps_with, "name_es": one.name.es, "name_en": one.name.en}
            for one in municipality.interpreters
        ]
        await store.SQL.insert_interpreters(tx.conn, interpreters=as_json(interpreters))
        await catalogue.sow(tx, municipality)


async def listed_accounts(context: AppContext, people: Collection[Person]) -> list[Credential]:
    """An account with a generated password for each of these whose login is new; gives those. The others stay as they are, also
    when they were closed."""
    wanted = [
        NewAccount(one.login, one.name, Role(one.role), one.department, stands_in=one.stands_in) for one in people
    ]
    return await _make_new(context, wanted, "files")


async def demo_accounts(context: AppContext) -> list[Credential]:
    """The demonstration's accounts with generated passwords; gives only those that are new."""
    async with context.database.read() as conn:
        departments = [row async for row in SQL.departments(conn)]
    return await _make_new(context, _demonstrators(departments, context.municipality), DEMO)


def _demonstrators(departments: "Sequence[Departments]", municipality: Municipality) -> list[NewAccount]:
    """One director per department, the mayor, and one of each other role.
    Where citizens may ask for a director there are two, so that there is somebody to choose. The mayor's department is the
    first one that nobody chooses; without one there is no mayor. The interpreter is the first one of sign language, if any."""
    first = departments[0]
    ruled = {one.slug for one in departments if municipality.is_by_rule(one.slug)}
    choices = {one.slug for one in municipality.departments if one.ask_for_director}
    directors = [
        *((f"direccion-{one.slug}", f"Titular de {one.name_es}", one) for one in departments if one.slug not in ruled),
        *(
            (f"direccion-{one.slug}-2", f"Suplencia de {one.name_es}", one)
            for one in departments
            if one.slug in choices
        ),
    ]
    mayors = [NewAccount("presidencia", one.name_es, Role.MAYOR, one.slug) for one in departments if one.slug in ruled]
    interpreters = [one for one in municipality.interpreters if one.helps_with == "sign_language"]
    return [
        *(NewAccount(login, name, Role.DIRECTOR, one.slug) for login, name, one in directors),
        NewAccount(
            f"suplencia-{first.slug}", f"Suplencia de {first.name_es}", Role.DIRECTOR, first.slug, stands_in=True
        ),
        *mayors[:1],
        NewAccount(f"asistencia-{first.slug}", f"Asistencia de {first.name_es}", Role.ASSISTANT, first.slug),
        NewAccount("moderacion", "Moderación", Role.MODERATOR),
        NewAccount("ventanilla", "Ventanilla de atención", Role.FRONT_DESK),
        NewAccount("comunicacion", "Comunicación social", Role.COMMUNICATION),
        NewAccount("datos-personales", "Protección de datos personales", Role.PRIVACY_OFFICER),
        NewAccount("auditoria", "Auditoría", Role.AUDITOR),
        NewAccount("administracion", "Administración", Role.ADMINISTRATOR),
        *(
            NewAccount("interprete-lsm", one.name.es, Role.INTERPRETER, interpreter=one.code)
            for one in interpreters[:1]
        ),
    ]


async def _make_new(context: AppContext, wanted: Collection[NewAccount], why: str) -> list[Credential]:
    """Those whose login is new and whose department is there."""
    async with context.database.read() as conn:
        known = await staff.logins(conn)
        departments = {row.slug: DepartmentId(row.id) async for row in SQL.departments(conn)}
    return [
        await _make(context, one, departments.get(one.department), why)
        for one in wanted
        if one.login not in known and (not one.department or one.department in departments)
    ]


async def _make(context: AppContext, new: NewAccount, department_id: DepartmentId | None, why: str) -> Credential:
    password = passwords.generate()
    # Two dozen of them, on the first start: each usual hash would take a seventh of a second.
    hashed = await (passwords.hash_for_demonstration if why == DEMO else passwords.hash_password)(password)
    async with context.database.begin() as tx:
        interpreter_id = await accounts.SQL.interpreter_id(tx.conn, code=new.interpreter) if new.interpreter else None
        staff_id = await staff.ensure_account(
            tx.conn, new.login, new.name, new.role, department_id, hashed,
            stands_in=new.stands_in, interpreter_id=interpreter_id,
        )  # fmt: skip
        if staff_id is not None:
            await audit.record(tx.conn, SYSTEM, Action.ACCOUNT_CREATED, ("staff", staff_id), why=why)
    return Credential(new.role.value, new.department, new.login, password)
