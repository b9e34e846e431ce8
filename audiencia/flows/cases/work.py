"""What staff do with a case: take it in hand, turn it to another department, ask, note, answer. One transaction each."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID, uuid4

from audiencia.actor import staff_actor
from audiencia.cases import case as cases
from audiencia.cases import store
from audiencia.cases.case import OPEN, Case, CaseAction
from audiencia.db.database import Tx
from audiencia.errors import BadInput, Code, NotFound, Refused, Stale
from audiencia.flows.cases.access import Desk, check_reads
from audiencia.flows.cases.rules import calendar_of, rules_of
from audiencia.flows.house import House
from audiencia.ids import CaseId, DepartmentId, StaffId
from audiencia.privacy import audit
from audiencia.privacy import store as persons
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import PersonKey, place

Kind = Literal["message", "clarification", "reply", "answer", "note"]
Delivery = Literal["page", "email", "telephone", "counter"]


@dataclass(frozen=True, slots=True)
class CaseCommand:
    """One act of a member of staff on a case in the version that they saw; `desk` is what they may read."""

    desk: Desk
    case_id: CaseId
    version: int


@dataclass(slots=True)
class Held:
    """The case, locked, in an act of the desk."""

    house: House
    tx: Tx
    case: Case
    desk: Desk

    @property
    def today(self) -> date:
        """The municipality's date."""
        return self.tx.now.astimezone(calendar_of(self.house).zone).date()

    async def key(self) -> PersonKey:
        """The person's. Raises `SealBroken` when the person was erased."""
        person_id = await store.SQL.person_of_case(self.tx.conn, id=self.case.id)
        return await persons.person_key(self.tx.conn, self.house.keyring, person_id)

    async def write(self, after: Case, kind: str, action: Action, *, reason: str | None = None,
                    **detail: int | str) -> None:  # fmt: skip
        """The case as it is now, its log, and the record of who did it."""
        actor = staff_actor(self.desk.staff_id)
        await store.write_case(self.tx, self.case, after, kind, actor, reason=reason, detail=detail)
        await audit.record(
            self.tx.conn, actor=actor, action=action, object_kind="case", object_id=self.case.id, why=reason or kind
        )


async def _with_case(house: House, command: CaseCommand, act: Callable[[Held], Awaitable[None]]) -> None:
    async with house.database.begin() as tx:
        held = await store.lock_case(tx, command.case_id)
        check_reads(command.desk, held)
        # Only who may read it learns that it changed.
        if held.version != command.version:
            raise Stale(Code.STALE_VERSION)
        await act(Held(house, tx, held, command.desk))


async def assign(house: House, command: CaseCommand, to: StaffId) -> None:
    """Given to a person of the department. Raises `BadInput(officer_unknown)`, `NotFound(unknown_case)`, `Stale`."""

    async def act(held: Held) -> None:
        if not await store.SQL.is_officer(held.tx.conn, staff_id=to, department_id=held.case.department_id):
            raise BadInput(Code.OFFICER_UNKNOWN, {"officer": Code.OFFICER_UNKNOWN.value})
        await held.write(cases.assign(held.case, to), "assigned", Action.CASE_ASSIGNED, to=to)

    await _with_case(house, command, act)


async def turn(house: House, command: CaseCommand, department: str, reason: str) -> None:
    """Given to another department, with a coded reason that the citizen reads; the clock goes on.

    Raises `Refused` (same_department, complaint_stays), `NotFound` (unknown_case, unknown_department), `BadInput`, `Stale`.
    """
    if all(one.code != reason for one in house.municipality.move_reasons):
        raise BadInput(fields={"reason": "unknown"})

    async def act(held: Held) -> None:
        found = await store.SQL.department_id(held.tx.conn, slug=department)
        if found is None:
            raise NotFound(Code.UNKNOWN_DEPARTMENT)
        turned = cases.turn(held.case, DepartmentId(found))
        await held.write(turned, "turned", Action.CASE_TURNED, reason=reason,
                         from_department=held.case.department_id, to_department=found)  # fmt: skip

    await _with_case(house, command, act)


async def begin(house: House, command: CaseCommand) -> None:
    """Somebody works on it now. Raises `Refused(not_allowed_now)`, `NotFound(unknown_case)`, `Stale`."""

    async def act(held: Held) -> None:
        started = cases.act(held.case, CaseAction.START)
        await held.write(started, "started", Action.CASE_ASSIGNED)

    await _with_case(house, command, act)


async def name_subject(house: House, command: CaseCommand, subject: str) -> None:
    """What it is about, in words of staff, by which it is searched: they hold nothing personal."""

    async def act(held: Held) -> None:
        await store.SQL.write_subject(held.tx.conn, id=held.case.id, subject=subject)
        await store.append(held.tx, held.case.id, "subject_named", staff_actor(held.desk.staff_id))

    await _with_case(house, command, act)


async def note(house: House, command: CaseCommand, text: str) -> None:
    """A note that staff of the department read, and no citizen."""

    async def act(held: Held) -> None:
        await _keep(held, "note", text)
        await _say(held, "noted")

    await _with_case(house, command, act)


async def write(house: House, command: CaseCommand, text: str) -> None:
    """A message to the citizen, who reads it by folio and PIN."""

    async def act(held: Held) -> None:
        await _keep(held, "message", text)
        await _say(held, "wrote")

    await _with_case(house, command, act)


async def ask(house: House, command: CaseCommand, question: str) -> None:
    """Asks the citizen to clarify; the clock stands still where that is configured. Raises `Refused(already_asked)` too."""

    async def act(held: Held) -> None:
        asked = cases.ask(held.case, calendar_of(house), rules_of(house), held.today)
        await _keep(held, "clarification", question)
        await held.write(asked, "asked", Action.CASE_ASKED)

    await _with_case(house, command, act)


async def answer(house: House, command: CaseCommand, text: str, delivery: Delivery, proof: str = "") -> UUID:
    """The answer, as a document of the officer who signs it; gives its id. `proof`: a code of how it was delivered already,
    such as `handed_over` at the counter or `told` on the telephone; what goes by page or e-mail is proven when it arrives.
    """
    message_id = uuid4()

    async def act(held: Held) -> None:
        after = cases.answer(held.case, calendar_of(house), rules_of(house), held.tx.now, held.today)
        await _keep(held, "answer", text, message_id=message_id, delivery=delivery)
        if proof:
            await store.SQL.write_delivery(held.tx.conn, id=message_id, now=held.tx.now, proof=proof)
        await held.write(after, "answered", Action.CASE_ANSWERED, reason=delivery)

    await _with_case(house, command, act)
    return message_id


async def _say(held: Held, kind: str) -> None:
    """What changes no state of the case, in its log and the record."""
    if held.case.state not in OPEN and kind != "noted":
        raise Refused(Code.NOT_ALLOWED_NOW, state=held.case.state.value, action=kind)
    actor = staff_actor(held.desk.staff_id)
    await store.append(held.tx, held.case.id, kind, actor)
    await audit.record(
        held.tx.conn, actor=actor, action=Action.CASE_NOTED, object_kind="case", object_id=held.case.id, why=kind
    )


async def _keep(held: Held, kind: Kind, text: str, *, message_id: UUID | None = None,
                delivery: Delivery | None = None) -> None:  # fmt: skip
    signs = kind == "answer"
    new_id = message_id or uuid4()
    key = await held.key()
    await store.SQL.insert_message(
        held.tx.conn,
        id=new_id,
        case_id=held.case.id,
        at=held.tx.now,
        author="staff",
        staff_id=held.desk.staff_id,
        kind=kind,
        content_sealed=key.seal(text, place("case_message.content", new_id)),
        officer=held.desk.display_name if signs else None,
        department_id=held.case.department_id if signs else None,
        delivery=delivery,
    )
