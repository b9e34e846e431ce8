"""Which cases a member of staff may read. The one place for it: list, page, search, export and each act ask here.
A department's people read its cases, and no others; a complaint about public servants is a case of the department that is
configured for them, and invisible to everybody else, also to the mayor where it is not the mayor's."""

from dataclasses import dataclass

from audiencia.cases.domain.case import Case
from audiencia.cases.store import store
from audiencia.core.errors import Code, Forbidden, NotFound
from audiencia.core.folio import Folio
from audiencia.core.ids import CaseId, DepartmentId, StaffId
from audiencia.db.connection import Connection
from audiencia.staff.store import StaffIdentity


@dataclass(frozen=True, slots=True)
class Desk:
    """Who reads, and for which department."""

    staff_id: StaffId
    display_name: str
    department_id: DepartmentId


def desk_of(staff: StaffIdentity | None) -> Desk:
    """The desk of who is signed in. Raises `Forbidden` for staff without a department: they read no case."""
    if staff is None or staff.department_id is None:
        raise Forbidden(Code.FORBIDDEN)
    return Desk(staff.id, staff.name, staff.department_id)


def check_reads(desk: Desk, case: Case) -> None:
    """Raises `NotFound(unknown_case)`, as for one that does not exist, when the desk may not know of it."""
    if case.department_id != desk.department_id:
        raise NotFound(Code.UNKNOWN_CASE)


async def find(conn: Connection, desk: Desk, folio: Folio) -> CaseId:
    """The case with this folio, as far as the desk may know of it. Raises `NotFound(unknown_case)`."""
    found = await store.SQL.case_of_folio(conn, folio=folio, department_id=desk.department_id)
    if found is None:
        raise NotFound(Code.UNKNOWN_CASE)
    return CaseId(found)
