"""What a person allowed beside what the audience itself needs: shown under the folio, taken back and allowed again there.
Taking back counts at once (law, arts. 18-20): nothing new is written or telephoned for that purpose, and what waits to be sent is
taken back too. Without the authorisation of who has parental authority or guardianship a minor's visit and case end (art. 8)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from audiencia.cases.api import delete_pictures, lock_case, recall_notices, withdraw_case
from audiencia.core.actor import CITIZEN, Actor
from audiencia.core.errors import BadInput, Code, Refused
from audiencia.core.ids import AttentionId, CaseId
from audiencia.db.commands import settled
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.notifications import outbox
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.privacy.consent import BOOKING_NOTICES, CALL_PICTURE, GUARDIAN
from audiencia.queue.api import booking_notices_wanted, end_visit, stop_booking_notices
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text
from audiencia.settings.municipality_parts import Purpose

SQL = load("audiencia.followup", "consents.sql")
WHY = "follow_up"
IN_CONSENTS = (GUARDIAN, CALL_PICTURE)
TAKEN_BACK_ONLY = (*IN_CONSENTS, BOOKING_NOTICES)  # Given in a form of their own, or in a call, alone.


@dataclass(frozen=True, slots=True)
class Consent:
    """To one purpose. `given_at`, `withdrawn_at`: of the newest consent; `None` for what was never allowed, or still is. `text`: `None`
    of what the notice does not word (`NOT_IN_NOTICE`); that is only taken back here."""

    code: str
    text: Text | None
    given_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def counts(self) -> bool:
        """Whether it is allowed now."""
        return self.given_at is not None and self.withdrawn_at is None


async def look(context: AppContext, object_id: UUID) -> tuple[Consent, ...]:
    """For each purpose that may be left out, of a minor the guardian's, of a call that a picture is kept, and of a place that one is told
    of it. `object_id`: of a case or an attention."""
    async with context.database.read() as conn:
        person = await SQL.person_of(conn, id=object_id)
        given = {row.purpose: row async for row in SQL.latest(conn, person_id=person.person_id)}
        told = await booking_notices_wanted(conn, AttentionId(object_id))
    shown: list[tuple[str, Text | None]] = [(one.code, one.text) for one in _voluntary(context)]
    shown += [(code, None) for code in IN_CONSENTS if code in given]
    found = []
    for code, text in shown:
        row = given.get(code)
        times = (row.given_at, row.revoked_at) if row else (None, None)
        found.append(Consent(code, text, *times))
    if told is not None:
        found.append(Consent(BOOKING_NOTICES, None, told.given_at, told.ended_at))
    return tuple(found)


def withdrawable(context: AppContext) -> list[str]:
    """What can be taken back."""
    return [*(one.code for one in _voluntary(context)), *TAKEN_BACK_ONLY]


async def change(
    context: AppContext,
    object_id: UUID,
    code: str,
    *,
    allow: bool,
    notice_hash: str = "",
    actor: Actor = CITIZEN,
    why: str = WHY,
) -> bool:
    """Allows a purpose, under the notice that the person saw, or takes it back; `False`: it was so before, and nothing happened. With the
    guardian's, which is given in forms alone, a visit that waits or talks and a case end at the same moment. `actor`: who of staff
    takes it back for somebody who is here.
    Raises `BadInput` for a purpose that is none, or that the audience needs, and `Refused(notice_changed)`."""
    notice = context.municipality.notice
    if code not in [one.code for one in _voluntary(context)] and (allow or code not in TAKEN_BACK_ONLY):
        raise BadInput()
    if allow and notice_hash != notice.hash:
        raise Refused(Code.NOTICE_CHANGED)

    async def run() -> bool:
        async with context.database.begin() as tx:
            return await _change(context, tx, object_id, code, allow=allow, actor=actor, why=why)

    return await settled(run)


def opposable(context: AppContext) -> list[str]:
    """What an opposition takes back; not the guardian's authorisation, without which a visit and a case end."""
    return [code for code in withdrawable(context) if code != GUARDIAN]


async def in_force(tx: Tx, context: AppContext, object_id: UUID) -> set[str]:
    """What of that is allowed now."""
    who = (await SQL.person_of(tx.conn, id=object_id)).person_id
    given = {row.purpose async for row in SQL.latest(tx.conn, person_id=who) if row.revoked_at is None}
    told = await booking_notices_wanted(tx.conn, AttentionId(object_id))
    if told is not None and told.ended_at is None:
        given.add(BOOKING_NOTICES)
    return given & set(opposable(context))


async def withdraw(
    tx: Tx, context: AppContext, object_id: UUID, actor: Actor, *, why: str, codes: Collection[str] | None = None
) -> None:
    """Takes back what may be left out, all of it or these purposes, in the caller's transaction. Idempotent."""
    for code in opposable(context):
        if codes is None or code in codes:
            await _change(context, tx, object_id, code, allow=False, actor=actor, why=why)


async def _change(
    context: AppContext, tx: Tx, object_id: UUID, code: str, *, allow: bool, actor: Actor, why: str
) -> bool:
    if code == BOOKING_NOTICES:
        stopped = await stop_booking_notices(tx, AttentionId(object_id))
        if stopped:
            await audit.record(tx.conn, actor, Action.CONSENT_WITHDRAWN, ("attention", object_id), why=why)
        return stopped
    notice = context.municipality.notice
    person = await SQL.person_of(tx.conn, id=object_id)
    who = person.person_id
    if code == GUARDIAN and await SQL.counts(tx.conn, person_id=who, purpose=code):
        await end_visit(tx, AttentionId(object_id), actor)  # with the locks of its queue, which come before the others
    # While it is locked it becomes no case, and nothing is told of a case.
    await SQL.lock_attention(tx.conn, id=AttentionId(object_id))
    has_case = (await SQL.person_of(tx.conn, id=object_id)).has_case
    if has_case:
        await lock_case(tx, CaseId(object_id))
    if allow:
        done = await SQL.give(
            tx.conn, person_id=who, purpose=code, version=notice.version, hash=notice.hash, now=tx.now
        )
    else:
        done = await SQL.withdraw(tx.conn, person_id=who, purpose=code, now=tx.now)
    if done is None:
        return False
    if code == CALL_PICTURE:
        await delete_pictures(tx, who, actor)
    elif has_case and code == GUARDIAN:
        await withdraw_case(tx, context, CaseId(object_id), "guardian_withdrew", actor)
    elif has_case and not allow:
        await recall_notices(tx, context, CaseId(object_id))
    elif not allow:
        await outbox.recall(tx, object_id, ())
    about = ("case" if has_case else "attention", object_id)
    await audit.record(tx.conn, actor, Action.CONSENT_GIVEN if allow else Action.CONSENT_WITHDRAWN, about, why=why)
    return True


def _voluntary(context: AppContext) -> list[Purpose]:
    return [one for one in context.municipality.notice.purposes if not one.required]
