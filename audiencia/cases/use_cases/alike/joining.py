"""Joins cases of one reported thing, and does to all of them what is done to one: each keeps its folio, term and answer of its own."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import uuid4

from audiencia.cases.domain import joined
from audiencia.cases.domain.contact import Delivery
from audiencia.cases.store import store
from audiencia.cases.use_cases import access, tell, work
from audiencia.cases.use_cases.access import Desk, check_reads
from audiencia.cases.use_cases.held import CaseCommand, Held, hold, with_case
from audiencia.core import folio as folios
from audiencia.core.errors import BadInput, Code, NotFound, Refused
from audiencia.core.ids import CaseId
from audiencia.db.database import Connection, Tx
from audiencia.db.queries import load
from audiencia.http.uploads.cleaned import Cleaned
from audiencia.privacy import store as persons
from audiencia.privacy import unreadable
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import aad
from audiencia.runtime.context import AppContext

SQL = load("audiencia.cases.use_cases.alike", "joining.sql")
FILES_FOR_ALL = 64 * 1024 * 1024
"""Bytes of files that are sealed anew for each person in one transaction."""


@dataclass(frozen=True, slots=True)
class Others:
    """With how many of the others it was done, and how many were left as they are: answered, concluded or not readable any more."""

    done: int
    skipped: int


async def join(context: AppContext, command: CaseCommand, typed: Sequence[str]) -> None:
    """The case and those with these folios are one set from now on. Again it changes nothing.

    Raises `BadInput` for none, the own one, too many, and alike for an unknown folio and one of another department;
    `Refused` (complaint_stays, not_allowed_now, joined_elsewhere), `NotFound(unknown_case)`, `Stale`.
    """
    async with context.database.begin() as tx:
        others = {await _find(tx.conn, command.desk, one) for one in typed}
        if not others:
            raise BadInput(fields={"folio": "required"})
        if command.case_id in others:
            raise BadInput(fields={"folio": "itself"})
        locked = await _lock(context, tx, command, others)
        for one in others:
            try:
                check_reads(command.desk, locked[one].case)
            except NotFound:
                raise BadInput(fields={"folio": "folio_unknown"}) from None
        await join_held(list(locked.values()))


async def join_held(held: Sequence[Held]) -> None:
    """The same of cases that are locked already, at least two."""
    tx = held[0].tx
    found = {row.id: row.joined_as async for row in SQL.joined_now(tx.conn, ids=[one.case.id for one in held])}
    new = [one for one in held if one.case.id not in found]
    for one in new:
        joined.check_joins(one.case)
    number = joined.number(found.values(), uuid4())
    if await SQL.joined_count(tx.conn, joined_as=number) + len(new) > joined.AT_MOST:
        raise BadInput(fields={"case": "too_many"})
    await SQL.join(tx.conn, ids=[one.case.id for one in new], joined_as=number)
    for one in new:
        await one.note("joined", Action.CASE_JOINED)


async def separate(context: AppContext, command: CaseCommand) -> None:
    """It is joined with no other any more. Again it changes nothing. Raises `NotFound(unknown_case)`, `Stale`."""

    async def act(held: Held) -> None:
        if [row async for row in SQL.joined_now(held.tx.conn, ids=[held.case.id])]:
            await SQL.separate(held.tx.conn, id=held.case.id)
            await held.note("separated", Action.CASE_SEPARATED)

    await with_case(context, command, act)


async def answer_all(
    context: AppContext, command: CaseCommand, text: str, delivery: Delivery, proof: str, files: tuple[Cleaned, ...]
) -> Others:
    """The answer, and the same to each of the others in the way that they asked for. Raises what `work.answer` does, and `BadInput`
    for a text that says who one of them is, or files that are too large for so many."""

    async def own(held: Held) -> None:
        await check_for_all(held, "answer", text, files)
        await work.answer_held(held, text, delivery, proof, files)

    async def other(held: Held) -> None:
        asked = (await tell.allowed(held.tx, context, held.case.id)).answer_by
        by: Delivery = "page" if asked == "email" and "mail" not in context.channels.on else asked
        await work.answer_held(held, text, by, "", files)

    return await _with_all(context, command, own, other)


async def write_all(context: AppContext, command: CaseCommand, text: str, files: tuple[Cleaned, ...]) -> Others:
    """A message to all of them. Raises what `work.write` does, and `BadInput` as `answer_all`."""

    async def own(held: Held) -> None:
        await check_for_all(held, "message", text, files)
        await work.write_held(held, text, files)

    return await _with_all(context, command, own, lambda held: work.write_held(held, text, files))


async def turn_all(context: AppContext, command: CaseCommand, department: str, reason: str) -> Others:
    """To another department, where those that went there stay joined. Raises what `work.turn` does."""
    work.check_reason(context, reason)
    turned: list[Held] = []

    async def act(held: Held) -> None:
        await work.turn_held(held, department, reason)
        turned.append(held)

    async def together(tx: Tx) -> None:
        await SQL.keep_joined(tx.conn, ids=[one.case.id for one in turned], joined_as=uuid4())

    return await _with_all(context, command, act, act, together)


async def check_for_all(held: Held, field: str, text: str, files: Sequence[Cleaned]) -> None:
    """Raises `BadInput` for what may not go to all of them."""
    tx, case_id = held.tx, held.case.id
    row, key = await store.SQL.found_case(tx.conn, id=case_id), await held.key()
    name = key.open(row.name_sealed, aad("case.name", case_id)) if row.name_sealed else ""
    contact = key.open(row.contact_sealed, aad("case.contact", case_id)) if row.contact_sealed else ""
    if joined.names_person(text, name, contact):
        raise BadInput(fields={field: "names_person"})
    many = len([row async for row in SQL.joined_with(tx.conn, id=case_id)])
    if many * sum(len(one.content) for one in files) > FILES_FOR_ALL:
        raise BadInput(fields={field: "too_large_for_all"})


Act = Callable[[Held], Awaitable[None]]


async def _with_all(
    context: AppContext, command: CaseCommand, own: Act, other: Act, then: Callable[[Tx], Awaitable[None]] | None = None
) -> Others:
    """One act on a case and, in the same transaction, on each that is joined with it; one that is not as it has to be is left as it is."""
    async with context.database.begin() as tx:
        before = {CaseId(row.id) async for row in SQL.joined_with(tx.conn, id=command.case_id)}
        locked = await _lock(context, tx, command, before)
        rows = [row async for row in SQL.joined_with(tx.conn, id=command.case_id) if row.id != command.case_id]
        keys = await persons.person_keys(tx.conn, context.keyring, [row.person_id for row in rows])
        await own(locked[command.case_id])
        done = 0
        for row in rows:
            held = locked.get(CaseId(row.id))
            if row.person_id not in keys:
                await unreadable.note_key(tx.conn, row.person_id)
            elif held is not None:
                done += await _possible(other, held)
        if then is not None and done:
            await then(tx)
        return Others(done, len(rows) - done)


async def _possible(act: Act, held: Held) -> bool:
    """Whether it was done: the rules refuse before anything is written."""
    try:
        await act(held)
    except Refused:
        return False
    return True


async def _lock(context: AppContext, tx: Tx, command: CaseCommand, others: set[CaseId]) -> dict[CaseId, Held]:
    """The case in the version that was seen, and the others, in one order, as everybody who locks several."""
    locked = dict[CaseId, Held]()
    for one in sorted({command.case_id, *others}):
        if one == command.case_id:
            locked[one] = await hold(context, tx, command)
        else:
            locked[one] = Held(context, tx, await store.lock_case(tx, one), command.desk)
    return locked


async def _find(conn: Connection, desk: Desk, typed: str) -> CaseId:
    try:
        return await access.find(conn, desk, folios.parse(typed))
    except (BadInput, NotFound):
        raise BadInput(fields={"folio": Code.FOLIO_UNKNOWN.value}) from None
