"""What the citizen does with the own case, after proving folio and PIN: write, accept, open again, withdraw, rate.
`message_id` comes with the form: a text that is sent twice is written once."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, Concatenate, Literal, ParamSpec
from uuid import UUID

from audiencia.cases.domain import case as cases
from audiencia.cases.domain.case import Case, CaseState, WhyNot
from audiencia.cases.store import store
from audiencia.cases.use_cases import attachments
from audiencia.cases.use_cases.rules import calendar_of, rules_of
from audiencia.cases.use_cases.withdraw import withdraw_case
from audiencia.core.actor import CITIZEN
from audiencia.core.errors import BadInput, Code, Refused
from audiencia.core.ids import CaseId
from audiencia.db.unit_of_work import Tx
from audiencia.http.uploads.cleaned import Cleaned
from audiencia.privacy import unreadable
from audiencia.privacy.crypto import aad
from audiencia.runtime.context import AppContext

MESSAGES_A_DAY = 20  # More than anybody has to say about one matter; less than what would fill an inbox.
P = ParamSpec("P")


def _on_own_case(
    act: Callable[Concatenate[AppContext, Tx, Case, P], Awaitable[None]],
) -> Callable[Concatenate[AppContext, CaseId, P], Coroutine[Any, Any, None]]:
    """The act on the case, which is locked, in a transaction of its own."""

    async def carried_out(context: AppContext, case_id: CaseId, /, *args: P.args, **kwargs: P.kwargs) -> None:
        async with context.database.begin() as tx:
            await act(context, tx, await store.lock_case(tx, case_id), *args, **kwargs)

    return carried_out


@_on_own_case
async def write(
    context: AppContext, tx: Tx, held: Case, text: str, message_id: UUID, files: Sequence[Cleaned] = ()
) -> None:
    """A text to the department that has it, with files. While something is asked it is the answer to that, in whichever form it was
    written, and the clock goes on; otherwise it is a message. Raises `Refused` (not_allowed_now, too_many_messages)."""
    if await _said_already(tx, message_id):
        return
    if held.state is CaseState.CONCLUDED:
        raise Refused(Code.NOT_ALLOWED_NOW, state=held.state.value, action="write")
    if held.asked_until is None:
        await _keep(context, tx, held.id, "message", text, message_id, files)
        await store.append(tx, held.id, "citizen_wrote", CITIZEN, detail={"files": len(files)})
        return
    calendar = calendar_of(context)
    after = cases.clarify(held, calendar, calendar.received_on(tx.now))
    await _keep(context, tx, held.id, "reply", text, message_id, files)
    await store.write_case(tx, held, after, "clarified", CITIZEN, detail={"files": len(files)})


@_on_own_case
async def accept(_context: AppContext, tx: Tx, held: Case) -> None:
    """The answer settles it: `answered > concluded`. Idempotent. Raises `Refused(not_allowed_now)` for what was not answered."""
    if held.conclusion == "citizen":
        return
    after = cases.conclude(held, "citizen", tx.now)
    await store.write_case(tx, held, after, "concluded", CITIZEN, reason="citizen")


async def withdraw(context: AppContext, case_id: CaseId) -> None:
    """No answer is wanted any more, and nobody works on it. Raises `Refused(not_allowed_now)` for a complaint and for what is over."""
    async with context.database.begin() as tx:
        await withdraw_case(tx, context, case_id, "withdrawn")


@_on_own_case
async def reopen(context: AppContext, tx: Tx, held: Case, why: WhyNot, text: str, message_id: UUID) -> None:
    """The answer does not settle it: why, and in the person's words where there are some. Again it changes nothing, unless there are
    other words. Raises `Refused` (not_allowed_now, too_late_to_reopen)."""
    if await _said_already(tx, message_id) or (held.state is CaseState.REOPENED and not text):
        return
    topic = await store.SQL.topic_of_case(tx.conn, id=held.id)
    rules = rules_of(context) if topic is None else rules_of(context, topic.department, topic.slug)
    after = cases.reopen(held, calendar_of(context), rules, tx.now)
    if text:
        await _keep(context, tx, held.id, "message", text, message_id)
    await store.write_case(tx, held, after, "reopened", CITIZEN, reason=why)


@_on_own_case
async def rate(_context: AppContext, tx: Tx, held: Case, stars: int) -> None:
    """How the person was served, from 1 to 5; can be changed. Raises `Refused(not_allowed_now)` before there is an answer."""
    if stars not in range(1, 6):
        raise BadInput(fields={"rating": "required"})
    if held.answered_at is None:
        raise Refused(Code.NOT_ALLOWED_NOW, state=held.state.value, action="rate")
    await store.SQL.write_rating(tx.conn, id=held.id, rating=stars)
    await store.append(tx, held.id, "rated", CITIZEN, detail={"rating": stars})


async def _said_already(tx: Tx, message_id: UUID) -> bool:
    """Whether this form was sent before; its second sending does nothing."""
    return bool(await store.SQL.message_exists(tx.conn, id=message_id))


async def _keep(
    context: AppContext,
    tx: Tx,
    case_id: CaseId,
    kind: Literal["message", "reply"],
    text: str,
    message_id: UUID,
    files: Sequence[Cleaned] = (),
) -> None:
    if await store.SQL.messages_today(tx.conn, case_id=case_id, now=tx.now) >= MESSAGES_A_DAY:
        raise Refused(Code.TOO_MANY_MESSAGES, limit=MESSAGES_A_DAY)
    person_id = await store.SQL.person_of_case(tx.conn, id=case_id)
    key = await unreadable.key_of(tx, context.keyring, person_id)
    await store.SQL.insert_message(
        tx.conn,
        id=message_id,
        case_id=case_id,
        at=tx.now,
        author="citizen",
        staff_id=None,
        kind=kind,
        content_sealed=key.seal(text, aad("case_message.content", message_id)),
        officer=None,
        department_id=None,
        delivery=None,
    )
    for file in files:
        await attachments.keep(context, tx, case_id, key, file, message_id=message_id)
