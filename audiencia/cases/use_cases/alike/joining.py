"""Joins cases of one reported thing, and does to all of them what is done to one: each keeps its folio, term and answer of its own."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Self
from uuid import UUID, uuid4

from audiencia.cases.domain import joined, seen
from audiencia.cases.domain.case import OPEN, CaseState
from audiencia.cases.domain.contact import Delivery
from audiencia.cases.store import store
from audiencia.cases.use_cases import access, tell, work
from audiencia.cases.use_cases.access import Desk, check_reads
from audiencia.cases.use_cases.held import CaseCommand, Held, hold, on_one_case
from audiencia.core import folio as folios
from audiencia.core.errors import BadInput, Code, NotFound, Refused, Stale
from audiencia.core.folio import Folio
from audiencia.core.ids import CaseId
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.http.uploads.cleaned import Cleaned
from audiencia.privacy import store as persons
from audiencia.privacy import unreadable
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import PersonKey
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.cases.use_cases.alike.joining_sql import PeopleOf

SQL = load("audiencia.cases.use_cases.alike", "joining.sql")
FILES_FOR_ALL = 64 * 1024 * 1024  # Bytes of files that are sealed anew for each person in one transaction.


class OthersChanged(Stale):
    """Others are joined with the case, or something happened to one, since they were seen; the own one is as it was seen."""

    def __init__(self) -> None:
        super().__init__(Code.STALE_VERSION)


@dataclass(frozen=True, slots=True)
class Others:
    """With how many of the others it was done, and how many were left as they are: answered, concluded or not readable any more."""

    done: int
    skipped: int


async def join(context: AppContext, command: CaseCommand, typed: Sequence[str]) -> None:
    """The case and those with these folios are one set from now on. Again it changes nothing.
    Raises `BadInput` for none, the own one, too many, and alike for an unknown folio and one of another department;
    `Refused` (complaint_stays, not_allowed_now, joined_elsewhere), `NotFound(unknown_case)`, `Stale`."""
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
        await join_held(list(locked.values()), "folio")


async def join_held(held: Sequence[Held], field: str) -> None:
    """Joins locked cases, at least two. `field`: the field that an error names when they would be too many."""
    tx = held[0].tx
    found = {row.id: row.joined_as async for row in SQL.joined_now(tx.conn, ids=[one.case.id for one in held])}
    new = [one for one in held if one.case.id not in found]
    for one in new:
        joined.check_joins(one.case)
    number = joined.number(found.values(), uuid4())
    await SQL.one_at_a_time(tx.conn, joined_as=number)
    if await SQL.joined_count(tx.conn, joined_as=number) + len(new) > joined.AT_MOST:
        raise BadInput(fields={field: "set_full"})
    written = {row.id async for row in SQL.join(tx.conn, ids=[one.case.id for one in new], joined_as=number)}
    for one in new:
        if one.case.id in written:
            await one.note("joined", Action.CASE_JOINED)


@on_one_case
async def separate(held: Held) -> None:
    """Takes the case out of its set of joined cases. Idempotent."""
    if [row async for row in SQL.joined_now(held.tx.conn, ids=[held.case.id])]:
        await SQL.separate(held.tx.conn, id=held.case.id)
        await held.note("separated", Action.CASE_SEPARATED)


async def answer_all(
    context: AppContext, command: CaseCommand, text: str, delivery: Delivery, proof: str, files: tuple[Cleaned, ...]
) -> Others:
    """The answer, and the same to each of the others in the way that they asked for. Raises what `work.answer` does, and `BadInput`
    for a text that says who one of them is, or files that are too large for so many."""

    async def other(held: Held) -> None:
        allowed = await tell.allowed(held.tx, context, held.case.id)
        goes = allowed.delivers(allowed.answer_by) and (allowed.answer_by != "email" or "mail" in context.channels.on)
        by: Delivery = allowed.answer_by if goes else "page"
        await work.answer_held(held, text, by, "", files)

    own = partial(work.answer_held, text=text, delivery=delivery, proof=proof, files=files)
    return await _with_all(context, command, own, other, said=Said.of("answer", text, "files", files))


async def write_all(context: AppContext, command: CaseCommand, text: str, files: tuple[Cleaned, ...]) -> Others:
    """A message to all of them. Raises what `work.write` does, and `BadInput` as `answer_all`."""
    act = partial(work.write_held, text=text, files=files)
    return await _with_all(context, command, act, said=Said.of("message", text, "message_files", files))


async def begin_all(context: AppContext, command: CaseCommand) -> Others:
    """Work on all joined cases begins. Raises as `work.begin`."""
    return await _with_all(context, command, work.begin_held)


async def ask_all(context: AppContext, command: CaseCommand, question: str) -> Others:
    """Asks each of them to clarify. Raises what `work.ask` does, and `BadInput` as `answer_all`."""
    return await _with_all(
        context, command, partial(work.ask_held, question=question), said=Said.of("question", question)
    )


async def turn_all(context: AppContext, command: CaseCommand, department: str, reason: str) -> Others:
    """To another department, where those that went there stay joined. Raises what `work.turn` does."""
    work.check_reason(context, reason)
    turned: list[Held] = []

    async def act(held: Held) -> None:
        await work.turn_held(held, department, reason)
        turned.append(held)

    async def together(tx: Tx) -> None:
        await SQL.keep_joined(tx.conn, ids=[one.case.id for one in turned], joined_as=uuid4())

    return await _with_all(context, command, act, then=together)


async def turn_held(tx: Tx, held: Sequence[Held], department: str, reason: str) -> None:
    """Several that are locked already: those that were joined with each other stay so."""
    sets: dict[UUID, list[CaseId]] = {}
    async for row in SQL.joined_now(tx.conn, ids=[one.case.id for one in held]):
        sets.setdefault(row.joined_as, []).append(CaseId(row.id))
    for one in held:
        await work.turn_held(one, department, reason)
    for ids in sets.values():
        if len(ids) > 1:
            await SQL.keep_joined(tx.conn, ids=ids, joined_as=uuid4())


@dataclass(frozen=True, slots=True)
class Said:
    """What goes to all of them: texts and names of files, each with the field in which it is; `size`: the files' bytes."""

    texts: Sequence[tuple[str, str]]
    files_field: str = ""
    size: int = 0

    @classmethod
    def of(cls, field: str, text: str, files_field: str = "", files: Sequence[Cleaned] = ()) -> Self:
        """A text that was written in a field, with the files that were chosen in another one."""
        names = [(files_field, one.name) for one in files]
        return cls([(field, text), *names], files_field, sum(len(one.content) for one in files))


async def check_said(context: AppContext, case_id: CaseId, said: Said) -> None:
    """Raises `BadInput` for what may not go to all that are joined with this one."""
    async with context.database.begin() as tx:
        ids = {CaseId(row.id) async for row in SQL.joined_with(tx.conn, id=case_id)}
        await _check_said(context, tx, ids | {case_id}, said)


async def _check_said(context: AppContext, tx: Tx, ids: Collection[CaseId], said: Said) -> None:
    if len(ids) * said.size > FILES_FOR_ALL:
        raise BadInput(fields={said.files_field: "too_large_for_all"})
    texts = [(field, joined.Text(text)) for field, text in said.texts]
    wrong: set[str] = set()
    rows = [row async for row in SQL.people_of(tx.conn, ids=list(ids))]
    keys = await persons.person_keys(tx.conn, context.keyring, [row.person_id for row in rows])
    for row in rows:
        key = keys.get(row.person_id)
        people = [] if key is None else [one for one in _people(tx, key, row) if any(one)]
        wrong |= {field for field, text in texts if any(text.names(*one) for one in people)}
    if wrong:
        raise BadInput(fields={field: "names_person" for field, _ in said.texts if field in wrong})


def _people(tx: Tx, key: PersonKey, row: "PeopleOf") -> list[tuple[str, str]]:
    """Name and contact of who sent it, and the names of the child and of who authorised it; a group has a description. What does
    not open is passed over."""

    def said(name: str, sealed: bytes | None) -> str:
        return unreadable.open_text(tx, key, sealed, f"case.{name}", row.id) or ""

    child = said("behalf", row.behalf_sealed) if row.behalf == "minor" else ""
    return [
        (said("name", row.name_sealed), said("contact", row.contact_sealed)),
        (said("guardian", row.guardian_sealed), ""),
        (child, ""),
    ]


Act = Callable[[Held], Awaitable[object]]


async def _with_all(
    context: AppContext,
    command: CaseCommand,
    own: Act,
    other: Act | None = None,
    *,
    then: Callable[[Tx], Awaitable[None]] | None = None,
    said: Said | None = None,
) -> Others:
    """One act on a case and, in the same transaction, the same, or `other`, on each that is joined with it; one that is not as it has to
    be is left as it is. Raises `OthersChanged`."""
    async with context.database.begin() as tx:
        before = {CaseId(row.id) async for row in SQL.joined_with(tx.conn, id=command.case_id)}
        locked = await _lock(context, tx, command, before)
        rows = [row async for row in SQL.joined_with(tx.conn, id=command.case_id) if row.id != command.case_id]
        there = seen.token((Folio(row.folio), row.happened) for row in rows if CaseState(row.state) in OPEN)
        if there != command.others:
            raise OthersChanged
        if said is not None:
            await _check_said(context, tx, {command.case_id, *(CaseId(row.id) for row in rows)}, said)
        keys = await persons.person_keys(tx.conn, context.keyring, [row.person_id for row in rows])
        await own(locked[command.case_id])
        done = 0
        for row in rows:
            held = locked.get(CaseId(row.id))
            if row.person_id not in keys:
                await unreadable.note_key(tx.conn, row.person_id)
            elif held is not None:
                done += await _possible(other or own, held)
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
