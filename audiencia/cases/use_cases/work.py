"""What a member of staff does with a case of the own department; two at one case are one success and one clear refusal."""

from hashlib import sha256
from uuid import UUID, uuid5

from audiencia.cases.domain import case as cases
from audiencia.cases.domain.case import OPEN
from audiencia.cases.domain.contact import Delivery
from audiencia.cases.store import store
from audiencia.cases.use_cases import tell
from audiencia.cases.use_cases.held import CaseCommand, Held, hold, on_one_case
from audiencia.cases.use_cases.rules import calendar_of, rules_of
from audiencia.cases.use_cases.tell import silence_begins
from audiencia.core.actor import staff_actor
from audiencia.core.errors import BadInput, Code, Refused, existing
from audiencia.core.ids import CommandId, DepartmentId, StaffId
from audiencia.db.commands import staff_command
from audiencia.db.unit_of_work import Tx
from audiencia.http.uploads.cleaned import Cleaned
from audiencia.notifications.kinds import Kind
from audiencia.privacy.audit import Action
from audiencia.privacy.impersonal import points_at_somebody
from audiencia.runtime.context import AppContext

PROOFS = {"counter": "handed_over", "telephone": "told"}
"""What a member of staff can say of how an answer arrived, by the way it went."""


async def assign_held(held: Held, to: StaffId) -> None:
    """Given to a person of the department. Raises `BadInput(officer_unknown)`."""
    if not await store.SQL.is_officer(held.tx.conn, staff_id=to, department_id=held.case.department_id):
        raise BadInput(Code.OFFICER_UNKNOWN, {"officer": Code.OFFICER_UNKNOWN.value})
    await held.write(cases.assign(held.case, to), "assigned", Action.CASE_ASSIGNED, to=to)


assign = on_one_case(assign_held)


async def turn(context: AppContext, command: CaseCommand, department: str, reason: str) -> None:
    """Given to another department, with a coded reason that the citizen reads; the clock goes on.
    Raises `Refused` (same_department, complaint_stays), `NotFound` (unknown_case, unknown_department), `BadInput`, `Stale`."""
    check_reason(context, reason)
    await on_one_case(turn_held)(context, command, department, reason)


def check_reason(context: AppContext, reason: str) -> None:
    """Raises `BadInput` for a reason that is not configured."""
    if all(one.code != reason for one in context.municipality.turn_reasons):
        raise BadInput(fields={"reason": "unknown"})


async def turn_held(held: Held, department: str, reason: str) -> None:
    """Turns a locked case over to another department, and tells the person. Raises `NotFound(unknown_department)`."""
    found = existing(await store.SQL.department_id(held.tx.conn, slug=department), Code.UNKNOWN_DEPARTMENT)
    turned = cases.turn(held.case, DepartmentId(found))
    await held.write(turned, "turned", Action.CASE_TURNED, reason=reason,
                     from_department=held.case.department_id, to_department=found)  # fmt: skip
    await tell.tell(held.tx, held.context, held.case.id, Kind.CASE_STATE, state=tell.TURNED)


async def begin_held(held: Held) -> None:
    """Work on the case begins. Raises `Refused(not_allowed_now)`."""
    await held.write(cases.begin(held.case, held.desk.staff_id), "started", Action.CASE_ASSIGNED)
    await tell.tell(held.tx, held.context, held.case.id, Kind.CASE_STATE, state=tell.BEGUN)


begin = on_one_case(begin_held)


async def name_subject(context: AppContext, command: CaseCommand, subject: str) -> None:
    """What it is about, in words of staff, by which it is searched: they hold nothing personal.
    Raises `BadInput` for what looks like a telephone, an e-mail, a CURP or an RFC."""
    if points_at_somebody(subject):
        raise BadInput(fields={"subject": "personal"})
    await _write_subject(context, command, subject)


@on_one_case
async def _write_subject(held: Held, subject: str) -> None:
    await store.SQL.write_subject(held.tx.conn, id=held.case.id, subject=subject)
    await store.append(held.tx, held.case.id, "subject_named", staff_actor(held.desk.staff_id))


async def note(context: AppContext, command: CaseCommand, text: str, files: tuple[Cleaned, ...] = ()) -> None:
    """A note that staff of the department read, and no citizen. It changes no version, so the same text and files of the same form are
    kept once."""
    sent = (f"{file.name} {sha256(file.content).hexdigest()}" for file in files)
    said = "\n".join((str(command.case_id), text, *sent))
    await _note(context, command.desk.staff_id, CommandId(uuid5(command.form_id, said)), command, text, files)


@staff_command
async def _note(
    context: AppContext, _by: StaffId, tx: Tx, command: CaseCommand, text: str, files: tuple[Cleaned, ...]
) -> None:
    held = await hold(context, tx, command)
    await held.keep("note", text, files=files)
    await held.note("noted", Action.CASE_NOTED, files=len(files))


async def write_held(held: Held, text: str, files: tuple[Cleaned, ...] = ()) -> None:
    """A message to the citizen, who reads it by folio and PIN. Raises `Refused(not_allowed_now)` once it was answered."""
    if held.case.state not in OPEN:
        raise Refused(Code.NOT_ALLOWED_NOW, state=held.case.state.value, action="wrote")
    await held.keep("message", text, files=files)
    await held.note("wrote", Action.CASE_NOTED, files=len(files))
    # Two who answer one question are one message and one refusal.
    await store.SQL.touch(held.tx.conn, id=held.case.id)
    await tell.tell(held.tx, held.context, held.case.id, Kind.CASE_STATE, state=tell.WROTE)


write = on_one_case(write_held)


async def ask_held(held: Held, question: str) -> None:
    """Asks the citizen to clarify; the clock stands still where that is configured. Raises `Refused` (not_allowed_now, already_asked)."""
    context = held.context
    asked = cases.ask(held.case, calendar_of(context), rules_of(context), held.today, held.desk.staff_id)
    await held.keep("clarification", question)
    await held.write(asked, "asked", Action.CASE_ASKED)
    assert asked.asked_until is not None
    await tell.tell(held.tx, context, held.case.id, Kind.CASE_CLARIFICATION, until=asked.asked_until)


ask = on_one_case(ask_held)


async def answer_held(
    held: Held, text: str, delivery: Delivery, proof: str = "", files: tuple[Cleaned, ...] = ()
) -> UUID:
    """The answer, as a document of the officer who signs it; gives its id. `proof`: a code of how it was delivered already,
    such as `handed_over` at the counter or `told` on the telephone; what goes by page or e-mail is proven when it arrives.
    Raises `BadInput` for a way that the person neither asked for nor allowed."""
    tx, context = held.tx, held.context
    if not (await tell.allowed(tx, context, held.case.id)).delivers(delivery):
        raise BadInput(fields={"delivery": "not_allowed"})
    delivered = bool(proof) or delivery == "page"
    after = cases.answer(held.case, calendar_of(context), rules_of(context), tx.now, held.today, delivered=delivered)
    answer_id = await held.keep("answer", text, files=files, delivery=delivery)
    if proof:
        await store.SQL.write_delivery(tx.conn, id=answer_id, now=tx.now, proof=proof)
    await store.SQL.write_first_answer(tx.conn, id=held.case.id, today=held.today)
    await held.write(after, "answered", Action.CASE_ANSWERED, reason=delivery, files=len(files))
    await tell.tell(tx, context, held.case.id, Kind.CASE_ANSWERED)
    return answer_id


answer = on_one_case(answer_held)


@on_one_case
async def deliver(held: Held, message_id: UUID) -> None:
    """The answer was handed over at the counter, or told on the telephone: that is its proof of delivery.
    Raises `NotFound(unknown_case)` for what is no answer of the case, `Refused(not_allowed_now)` when it arrived already,
    goes by another way, or the case was withdrawn."""
    row = existing(await store.SQL.delivery_of(held.tx.conn, id=message_id, case_id=held.case.id), Code.UNKNOWN_CASE)
    if row.delivered_at is not None or row.delivery not in PROOFS or held.case.withdrawal is not None:
        raise Refused(Code.NOT_ALLOWED_NOW, state=held.case.state.value, action="deliver")
    proof = PROOFS[row.delivery]
    await store.SQL.write_delivery(held.tx.conn, id=message_id, now=held.tx.now, proof=proof)
    await silence_begins(held.context, held.tx, held.case.id)
    await held.note("delivered", Action.CASE_DELIVERED, reason=proof)
    await store.SQL.touch(held.tx.conn, id=held.case.id)
