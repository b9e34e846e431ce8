"""Which cases a member of staff may read. The one place for it: list, page, search, export and each act ask here.

A department's people read its cases, and no others; a complaint about public servants is a case of the department that is
configured for them, and invisible to everybody else, also to the mayor.
"""

from dataclasses import dataclass

from audiencia.cases.case import Case
from audiencia.errors import Code, NotFound
from audiencia.ids import DepartmentId, StaffId


@dataclass(frozen=True, slots=True)
class Desk:
    """Who reads, and for which department."""

    staff_id: StaffId
    display_name: str
    department_id: DepartmentId


def check_reads(desk: Desk, case: Case) -> None:
    """Raises `NotFound(unknown_case)`, as for one that does not exist, when the desk may not know of it."""
    if case.department_id != desk.department_id:
        raise NotFound(Code.UNKNOWN_CASE)
