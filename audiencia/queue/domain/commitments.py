"""Commitments: what somebody of the municipality promised a citizen, who owns it, and who ends it. Pure.

open > done         by its owner, or the mayor
open > withdrawn    by who made it, or the mayor
"""

from dataclasses import dataclass
from datetime import date

from audiencia.core.errors import BadInput, Code, NotFound, Refused, Stale
from audiencia.core.ids import DepartmentId, StaffId

MAX_COMMITMENTS = 10  # For one attention.


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff who acts on commitments."""

    id: StaffId
    department_id: DepartmentId | None
    is_mayor: bool


@dataclass(frozen=True, slots=True)
class Commitment:
    """One as it stands. Exactly one of `department_id` and `staff_id` is there: whose it is."""

    made_by: StaffId
    department_id: DepartmentId | None
    staff_id: StaffId | None
    is_open: bool


def check_makes(so_far: int, due: date, today: date) -> None:
    """Whether one more can be made, until that day. Raises `Refused(too_many_commitments)`, `BadInput` for a past day."""
    if due < today:
        raise BadInput(fields={"due": "past"})
    if so_far >= MAX_COMMITMENTS:
        raise Refused(Code.TOO_MANY_COMMITMENTS, limit=MAX_COMMITMENTS)


def owns(person: Person, commitment: Commitment) -> bool:
    """Whether this one answers for it: as the person named, or as one of the department named."""
    if commitment.staff_id is not None:
        return commitment.staff_id == person.id
    return commitment.department_id == person.department_id


def may_withdraw(person: Person, commitment: Commitment) -> bool:
    """Whether this one can take it back."""
    return person.is_mayor or commitment.made_by == person.id


def check_completes(person: Person, commitment: Commitment | None) -> None:
    """Whether this one can say that it is done. Raises `NotFound` for who may not know of it, `Stale` once it has ended."""
    _check(commitment, allowed=commitment is not None and (person.is_mayor or owns(person, commitment)))


def check_withdraws(person: Person, commitment: Commitment | None) -> None:
    """Whether this one can take it back. Raises as above."""
    _check(commitment, allowed=commitment is not None and may_withdraw(person, commitment))


def _check(commitment: Commitment | None, *, allowed: bool) -> None:
    if commitment is None or not allowed:
        raise NotFound(Code.NOT_FOUND)
    if not commitment.is_open:
        raise Stale(Code.STALE_VERSION)
