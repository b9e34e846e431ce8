"""Blocking a person's data, and suppressing them. Each in the caller's transaction, and in the record of accesses."""

from datetime import date
from typing import TYPE_CHECKING

from audiencia.core.actor import SYSTEM, Actor
from audiencia.core.errors import Code, Refused, existing
from audiencia.core.ids import PersonId
from audiencia.db.connection import Connection, now_of
from audiencia.db.queries import load
from audiencia.privacy import audit
from audiencia.privacy import store as persons
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import KeyDestroyed, Keyring, PersonKey
from audiencia.privacy.retention.due import Facts, Ground, ended, is_hastened
from audiencia.settings.retention_rules import Retention

if TYPE_CHECKING:
    from audiencia.privacy.retention import persons_sql

SQL = load("audiencia.privacy.retention", "persons.sql")
CLEARING = (
    SQL.forget_unreadable,  # by the ids of rows that go next
    SQL.delete_attachments,
    SQL.delete_messages,
    SQL.delete_papers,
    SQL.forget_notices,
    SQL.forget_ways,
    SQL.delete_steps,
    SQL.delete_commitments,
    SQL.delete_working_notes,
    SQL.delete_chat,
    SQL.delete_relatives,
    SQL.delete_announcements,
    SQL.delete_device_codes,
    SQL.clear_matters,
    SQL.clear_legs,
    SQL.clear_booking,
    SQL.clear_conduct_endings,
    SQL.clear_conduct_reports,
    SQL.clear_ticket,
    SQL.clear_requests,
    SQL.delete_consents,
    SQL.clear_case,
    SQL.clear_attention,
)
"""All that a person left. A column of something sealed that none of them empties fails `test_suppression`."""


async def lock(conn: Connection, person_id: PersonId, today: date) -> Facts | None:
    """What is known of the person on this day, who stays as they are until the end of the transaction; `None` when they were suppressed."""
    if await SQL.lock_person(conn, person_id=person_id) is None:
        return None
    row = await SQL.facts_of(conn, person_id=person_id, today=today)
    return None if row is None else facts_of(row)


def facts_of(row: "persons_sql.Facts") -> Facts:
    """A row of `facts` and `facts_of`."""
    return Facts(
        row.made_at, row.ticket_state, row.ticket_since, row.session_over, row.outcome_at, row.case_kind, row.case_state,
        row.concluded_at, row.blocked_at, row.blocked_for, row.asked,
    )  # fmt: skip


async def grant_cancellation(
    conn: Connection, rules: Retention, person_id: PersonId, actor: Actor, today: date
) -> None:
    """Carries out a granted cancellation: the data are blocked now, and the run of the night suppresses them when the time of
    `retention.cancellation` is over. Data that were blocked because their time was over are suppressed no later than they were to be.
    Idempotent. Raises `NotFound` for nobody, `Refused(not_allowed_now)` while the visit or the case goes on: it has to be concluded first;
    and `Refused(requests_unanswered)` while the person has another request open: blocked data answer none under folio and PIN."""
    facts = existing(await lock(conn, person_id, today), Code.FOLIO_UNKNOWN)
    if facts.blocked_at is None and ended(facts) is None:
        raise Refused(Code.NOT_ALLOWED_NOW)
    if facts.asked and await SQL.asked_for_more(conn, person_id=person_id, today=today):
        raise Refused(Code.REQUESTS_UNANSWERED)
    if facts.blocked_at is None:
        await block(conn, person_id, "cancellation", actor)
    elif is_hastened(rules, facts, await now_of(conn)):
        await SQL.block_for_cancellation(conn, person_id=person_id)
        await _note_blocked(conn, person_id, "cancellation", actor)


async def block(conn: Connection, person_id: PersonId, ground: Ground, actor: Actor = SYSTEM) -> bool:
    """From now on only the office of personal data reads it: not in lists, searches or notices. `False`: it was blocked before.
    Figures go on counting the visit, which tells nothing of the person."""
    if await SQL.block(conn, person_id=person_id, blocked_for=ground) == "UPDATE 0":
        return False
    await SQL.block_case(conn, person_id=person_id)
    await SQL.forget_ways(conn, person_id=person_id)
    await SQL.forget_notices(conn, person_id=person_id)
    await _note_blocked(conn, person_id, ground, actor)
    return True


async def _note_blocked(conn: Connection, person_id: PersonId, ground: Ground, actor: Actor) -> None:
    async for row in SQL.objects_of(conn, person_id=person_id):
        await audit.record(conn, actor, Action.BLOCKED, (row.kind, row.id), why=ground)


async def suppress(conn: Connection, keyring: Keyring, person_id: PersonId, why: str) -> None:
    """Destroys the person's key and clears what is not sealed. What the figures count stays, without anything of the person.
    On record is a keyed hash of the folio: whoever still has the folio can be told that, and when, it was suppressed. Older
    copies are closed once `Shredder` has taken the person's leaf out of the folders of keys."""
    found = [row async for row in SQL.objects_of(conn, person_id=person_id)]
    for clear in CLEARING:
        await clear(conn, person_id=person_id)
    await persons.erase_person(conn, keyring, person_id)
    for row in found:
        await audit.record(conn, SYSTEM, Action.SUPPRESSED, ("folio", folio_hash(keyring, row.folio)), why=why)


def folio_hash(keyring: Keyring, folio: str) -> str:
    """A folio on record that leads to no row: one that was suppressed, or that nobody has."""
    return keyring.keyed_hash("folio", folio).hex()


async def blocked_key(conn: Connection, keyring: Keyring, person_id: PersonId) -> PersonKey:
    """For the office of personal data and courts alone; the caller puts on record who reads and why. Raises `SealBroken`,
    and as `KeyDestroyed` of who is not blocked or was suppressed."""
    row = await SQL.blocked_key(conn, person_id=person_id)
    if row is None:
        raise KeyDestroyed("the person is not blocked")
    return keyring.unwrap(row.blocked_key, row.key_epoch, person_id)
