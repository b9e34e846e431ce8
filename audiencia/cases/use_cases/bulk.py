"""Several cases at once, assigned, turned or joined: first what would happen to each, then all of them or none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from audiencia.cases.domain import case as cases
from audiencia.cases.domain import joined
from audiencia.cases.domain.case import Case
from audiencia.cases.store import store
from audiencia.cases.use_cases import inbox, work
from audiencia.cases.use_cases.access import Desk
from audiencia.cases.use_cases.alike import joining
from audiencia.cases.use_cases.held import CaseCommand, Held, hold
from audiencia.cases.use_cases.inbox import Row
from audiencia.core.errors import BadInput, Code, DomainError, Refused, Unavailable
from audiencia.core.ids import CaseId, DepartmentId, StaffId
from audiencia.runtime.context import AppContext

AT_MOST = 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """A case in the version that was seen."""

    case_id: CaseId
    version: int


@dataclass(frozen=True, slots=True)
class Bulk:
    """What is done to all of them: `to` is a person of the department for `assign`, a department's slug for `turn`, empty for `join`."""

    act: Literal["assign", "turn", "join"]
    to: str = ""
    reason: str = ""

    @property
    def officer(self) -> StaffId:
        """Whom they are given to. Raises `BadInput`."""
        if not (self.to.isascii() and self.to.isdigit() and len(self.to) < 10):
            raise BadInput(Code.OFFICER_UNKNOWN, {"officer": Code.OFFICER_UNKNOWN.value})
        return StaffId(int(self.to))


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would happen to one: nothing that hinders, or the code of why not. `unchanged`: they would be given to who has it."""

    row: Row
    hinders: Code | None
    unchanged: bool = False

    @property
    def is_done(self) -> bool:
        """Whether something is done with it."""
        return self.hinders is None and not self.unchanged


async def preview(context: AppContext, desk: Desk, chosen: Sequence[Chosen], bulk: Bulk) -> list[Outlook]:
    """What would happen to each. A case that the desk may not read (any more) is left out. Raises `BadInput`."""
    _check(context, chosen, bulk)
    seen = {one.case_id: one.version for one in chosen}
    async with context.database.read() as conn:
        days = await inbox.today_of(context, conn)
        rows = await inbox.chosen(context, conn, desk, list(seen), days)
        if bulk.act == "join":
            return _joining(rows, seen)
        if bulk.act == "turn":
            to = await store.SQL.department_id(conn, slug=bulk.to)
            if to is None:
                raise BadInput(fields={"department": "unknown"})
            return [Outlook(row, _hinders(row, seen, lambda one: cases.turn(one, DepartmentId(to)))) for row in rows]
        if bulk.officer not in {one.id for one in await inbox.officers(conn, desk)}:
            raise BadInput(Code.OFFICER_UNKNOWN, {"officer": Code.OFFICER_UNKNOWN.value})
        return [
            Outlook(
                row,
                _hinders(row, seen, lambda one: cases.assign(one, bulk.officer)),
                unchanged=row.case.assigned_to == bulk.officer,
            )
            for row in rows
        ]


async def apply(context: AppContext, desk: Desk, chosen: Sequence[Chosen], bulk: Bulk) -> int:
    """Does it to all of them in one transaction; gives how many.
    Raises `Refused(cases_changed)` when one cannot be done, or is not as it was seen, and then none is."""
    _check(context, chosen, bulk)
    async with context.database.begin() as tx:
        try:
            # In one order, as every other who locks several.
            in_order = sorted(chosen, key=lambda one: one.case_id)
            held = [await hold(context, tx, CaseCommand(desk, one.case_id, one.version)) for one in in_order]
            await _do(held, bulk)
        except (BadInput, Unavailable):
            raise
        except DomainError as error:
            raise Refused(Code.CASES_CHANGED) from error
    return len(chosen)


async def _do(held: Sequence[Held], bulk: Bulk) -> None:
    if bulk.act == "join":
        await joining.join_held(held, "case")
    elif bulk.act == "turn":
        await joining.turn_held(held[0].tx, held, bulk.to, bulk.reason)
    else:
        for one in held:
            await work.assign_held(one, bulk.officer)


def _check(context: AppContext, chosen: Sequence[Chosen], bulk: Bulk) -> None:
    if not chosen:
        raise BadInput(fields={"case": "required"})
    if len(chosen) > AT_MOST or len({one.case_id for one in chosen}) < len(chosen):
        raise BadInput(fields={"case": "too_many"})
    if bulk.act == "turn":
        work.check_reason(context, bulk.reason)
    if bulk.act == "join" and len(chosen) == 1:
        raise BadInput(fields={"case": "two_needed"})


def _joining(rows: Sequence[Row], seen: Mapping[CaseId, int]) -> list[Outlook]:
    """Into one set: the first that some of them are in, which others may come to."""
    number = next((one.joined_as for one in rows if one.joined_as is not None), None)

    def hinders(row: Row) -> Code | None:
        if row.joined_as not in (None, number):
            return Code.JOINED_ELSEWHERE
        if row.joined_as is not None and row.case.version == seen[row.case.id]:
            return None
        return _hinders(row, seen, joined.check_joins)

    together = bool(rows) and all(one.joined_as == number is not None for one in rows)
    return [Outlook(row, hinders(row), unchanged=together) for row in rows]


def _hinders(row: Row, seen: Mapping[CaseId, int], act: Callable[[Case], object]) -> Code | None:
    if row.case.version != seen[row.case.id]:
        return Code.STALE_VERSION
    try:
        act(row.case)
    except Refused as error:
        return error.code
    return None
