"""What a new installation starts with: departments, topics and services from the configuration, and the demonstration's accounts."""

from collections.abc import Collection
from dataclasses import dataclass

from audiencia.administration import accounts, catalogue
from audiencia.core.actor import SYSTEM
from audiencia.core.ids import DepartmentId, InterpreterId
from audiencia.db.database import Database, as_json
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

MAYOR_LOGIN = "presidencia"
OFFICES = (
    (Role.COMMUNICATION, "comunicacion", "Comunicación social"),
    (Role.PRIVACY_OFFICER, "datos-personales", "Protección de datos personales"),
    (Role.AUDITOR, "auditoria", "Auditoría"),
    (Role.ADMINISTRATOR, "administracion", "Administración"),
)
"""Role, login and name of those who are of no department and attend nobody."""
INTERPRETER_LOGIN = "interprete-lsm"
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
    older than them gets them so. Of those who are there nothing is changed, whether they are present least of all.
    """
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
    async with context.database.read() as conn:
        known = await staff.logins(conn)
        departments = {row.slug: DepartmentId(row.id) async for row in SQL.departments(conn)}
    new = [one for one in people if one.login not in known]
    return [
        await _make(
            context, Role(one.role), departments.get(one.department), one.department, one.login, one.name,
            stands_in=one.stands_in, why="files",
        )
        for one in new
        if not one.department or one.department in departments
    ]  # fmt: skip


async def demo_accounts(context: AppContext) -> list[Credential]:
    """One director per department, the mayor, and one of each other role, with generated passwords; gives only those that are
    new.

    Where citizens may ask for a director there are two, so that there is somebody to choose. The mayor's department is the
    first one that nobody chooses; without one there is no mayor.
    """
    async with context.database.read() as conn:
        known = await staff.logins(conn)
        departments = [row async for row in SQL.departments(conn)]
    wanted: list[tuple[Role, DepartmentId | None, str, str, str]] = [
        (Role.DIRECTOR, one.id, one.slug, f"direccion-{one.slug}", _title(one.name_es))
        for one in departments
        if not context.municipality.is_by_rule(one.slug)
    ]
    choices = {one.slug for one in context.municipality.departments if one.ask_for_director}
    wanted += [
        (Role.DIRECTOR, one.id, one.slug, f"direccion-{one.slug}-2", f"Suplencia de {one.name_es}")
        for one in departments
        if one.slug in choices
    ]
    first = departments[0]
    substitute = f"suplencia-{first.slug}"
    wanted.append((Role.DIRECTOR, first.id, first.slug, substitute, f"Suplencia de {first.name_es}"))
    mayors = [one for one in departments if context.municipality.is_by_rule(one.slug)]
    wanted += [(Role.MAYOR, one.id, one.slug, MAYOR_LOGIN, one.name_es) for one in mayors[:1]]
    wanted += [
        (Role.ASSISTANT, one.id, one.slug, f"asistencia-{one.slug}", f"Asistencia de {one.name_es}")
        for one in departments[:1]
    ]
    wanted.append((Role.MODERATOR, None, "", "moderacion", "Moderación"))
    wanted.append((Role.FRONT_DESK, None, "", "ventanilla", "Ventanilla de atención"))
    wanted += [(role, None, "", login, name) for role, login, name in OFFICES]
    made = []
    for role, department_id, slug, login, name in wanted:
        if login not in known:
            made.append(await _make(context, role, department_id, slug, login, name, stands_in=login == substitute))
    return [*made, *await _demo_interpreter(context, known)]


async def _demo_interpreter(context: AppContext, known: Collection[str]) -> list[Credential]:
    """An account for the first interpreter of sign language, where the municipality has one."""
    first = next((one for one in context.municipality.interpreters if one.helps_with == "sign_language"), None)
    if first is None or INTERPRETER_LOGIN in known:
        return []
    async with context.database.read() as conn:
        found = await accounts.SQL.interpreter_id(conn, code=first.code)
    return [await _make(context, Role.INTERPRETER, None, "", INTERPRETER_LOGIN, first.name.es, interpreter_id=found)]


def _title(department: str) -> str:
    return f"Titular de {department}"


async def _make(
    context: AppContext,
    role: Role,
    department_id: DepartmentId | None,
    slug: str,
    login: str,
    name: str,
    *,
    stands_in: bool = False,
    interpreter_id: InterpreterId | None = None,
    why: str = DEMO,
) -> Credential:
    password = passwords.generate()
    # Two dozen of them, on the first start: each usual hash would take a seventh of a second.
    hashed = await (passwords.hash_for_demonstration if why == DEMO else passwords.hash_password)(password)
    async with context.database.begin() as tx:
        staff_id = await staff.ensure_account(
            tx.conn, login, name, role, department_id, hashed, stands_in=stands_in, interpreter_id=interpreter_id
        )
        if staff_id is not None:
            await audit.record(tx.conn, SYSTEM, Action.ACCOUNT_CREATED, ("staff", staff_id), why=why)
    return Credential(role.value, slug, login, password)
