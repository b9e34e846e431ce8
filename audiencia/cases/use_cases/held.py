"""A case in the hands of a member of staff: locked, in the version that they saw, and readable for them."""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar
from uuid import UUID, uuid4

from audiencia.cases.domain.case import Case
from audiencia.cases.domain.contact import Delivery
from audiencia.cases.store import store
from audiencia.cases.use_cases.access import Desk, check_reads
from audiencia.cases.use_cases.attachments import keep
from audiencia.cases.use_cases.rules import calendar_of
from audiencia.core.actor import staff_actor
from audiencia.core.errors import Code, Stale
from audiencia.core.ids import CaseId
from audiencia.db.unit_of_work import Tx
from audiencia.http.uploads.cleaned import Cleaned
from audiencia.privacy import audit, unreadable
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import PersonKey, aad
from audiencia.runtime.context import AppContext

Kind = Literal["message", "clarification", "reply", "answer", "note"]
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CaseCommand:
    """One act of a member of staff on a case in the version that they saw; `desk` is what they may read. `others`: what they saw of
    those that are joined with it (`seen.token`), where it is done to them too. `form_id`: of the form that it was sent by."""

    desk: Desk
    case_id: CaseId
    version: int
    others: str = ""
    form_id: UUID = field(default_factory=uuid4)


@dataclass(slots=True)
class Held:
    """The case, locked, in an act of the desk."""

    context: AppContext
    tx: Tx
    case: Case
    desk: Desk

    @property
    def today(self) -> date:
        """The municipality's date."""
        return calendar_of(self.context).day_of(self.tx.now)

    async def key(self) -> PersonKey:
        """The person's. Raises `NotFound(folio_unknown)` when it was destroyed, `Unreadable` when it cannot be used."""
        person_id = await store.SQL.person_of_case(self.tx.conn, id=self.case.id)
        return await unreadable.key_of(self.tx, self.context.keyring, person_id)

    async def write(self, after: Case, kind: str, action: Action, *, reason: str | None = None,
                    **detail: int | str) -> None:  # fmt: skip
        """The case as it is now, its log, and the record of who did it."""
        actor = staff_actor(self.desk.staff_id)
        await store.write_case(self.tx, self.case, after, kind, actor, reason=reason, detail=detail)
        await self._record(action, reason or kind)

    async def note(self, kind: str, action: Action, *, reason: str | None = None, **detail: int) -> None:
        """Logs an action that changes no state of the case, there and in the record of accesses."""
        await store.append(self.tx, self.case.id, kind, staff_actor(self.desk.staff_id), reason=reason, detail=detail)
        await self._record(action, reason or kind)

    async def keep(self, kind: Kind, text: str, *, files: tuple[Cleaned, ...] = (),
                   delivery: Delivery | None = None) -> UUID:  # fmt: skip
        """What was written, sealed, with the files that came with it; an answer is signed. Gives its id."""
        signs = kind == "answer"
        new_id = uuid4()
        key = await self.key()
        await store.SQL.insert_message(
            self.tx.conn,
            id=new_id,
            case_id=self.case.id,
            at=self.tx.now,
            author="staff",
            staff_id=self.desk.staff_id,
            kind=kind,
            content_sealed=key.seal(text, aad("case_message.content", new_id)),
            officer=self.desk.display_name if signs else None,
            department_id=self.case.department_id if signs else None,
            delivery=delivery,
        )
        for file in files:
            await keep(self.context, self.tx, self.case.id, key, file, self.desk.staff_id, new_id)
        return new_id

    async def _record(self, action: Action, why: str) -> None:
        actor = staff_actor(self.desk.staff_id)
        await audit.record(self.tx.conn, actor, action, ("case", self.case.id), why=why)


async def hold(context: AppContext, tx: Tx, command: CaseCommand) -> Held:
    """Locks the case. Raises `NotFound(unknown_case)` and, for whoever may read it, `Stale(stale_version)`."""
    held = await store.lock_case(tx, command.case_id)
    check_reads(command.desk, held)
    # Only who may read it learns that it changed.
    if held.version != command.version:
        raise Stale(Code.STALE_VERSION)
    return Held(context, tx, held, command.desk)


def on_one_case(
    act: Callable[Concatenate[Held, P], Awaitable[T]],
) -> Callable[Concatenate[AppContext, CaseCommand, P], Coroutine[Any, Any, T]]:
    """The act on one case, which is locked in the version that was seen, in a transaction of its own. Raises as `hold` too."""

    async def carried_out(context: AppContext, command: CaseCommand, /, *args: P.args, **kwargs: P.kwargs) -> T:
        async with context.database.begin() as tx:
            return await act(await hold(context, tx, command), *args, **kwargs)

    return carried_out
