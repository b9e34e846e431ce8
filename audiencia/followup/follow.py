"""A citizen looks up what became of the matter, with folio and PIN."""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from audiencia.cases.domain import folio
from audiencia.cases.domain.folio import Folio
from audiencia.core.actor import CITIZEN
from audiencia.core.errors import Code, NotFound
from audiencia.core.ids import AttentionId
from audiencia.db.database import Connection
from audiencia.db.queries import load
from audiencia.followup.feedback import Word, word_of
from audiencia.privacy import attempts, audit
from audiencia.privacy import store as persons
from audiencia.privacy.attempts import Guesser
from audiencia.privacy.crypto import aad
from audiencia.queue.booking import calling_off
from audiencia.queue.booking.calling_off import CalledOffDay
from audiencia.queue.call import commitments
from audiencia.queue.call.next_steps import NextStep, unseal
from audiencia.queue.domain.attention import outcome_now
from audiencia.queue.joining.status import ENDED
from audiencia.queue.snapshot.ticket_facts import CommitmentFacts
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

SQL = load("audiencia.followup", "follow.sql")

_NOBODY = AttentionId(UUID(int=0))


@dataclass(frozen=True, slots=True)
class Found:
    """What lies under a folio. `state` is the ticket's; outcome and disposition are codes, `None` until recorded.

    `outcome` is the one that holds after the citizen's `word`; `active`: the ticket is still in a line or a call.
    `generation` is the secrets' that were proven. `called_off`: the day of the appointment was, and why. `about`: the
    folio that the person came about, under which the matter goes on.
    """

    attention_id: AttentionId
    generation: int
    folio: Folio
    number: str
    department: Text
    topic: Text
    joined_at: datetime
    state: str
    active: bool
    outcome: str | None
    disposition: str | None
    note: str
    next_steps: tuple[NextStep, ...]
    commitments: tuple[CommitmentFacts, ...]
    word: Word | None
    called_off: CalledOffDay | None
    about: Folio | None


@dataclass(frozen=True, slots=True)
class Proven:
    """What a folio and its PIN open: a visit, or a petition that came without one. `generation` is the secrets'."""

    id: UUID
    generation: int
    petition: bool

    @property
    def attention_id(self) -> AttentionId | None:
        """The visit."""
        return None if self.petition else AttentionId(self.id)


async def prove(context: AppContext, typed_folio: str, typed_pin: str, guesser: Guesser) -> Proven:
    """What lies under this folio.

    Raises `NotFound(folio_unknown)` alike for a folio that does not exist and a wrong PIN; `BadInput(folio_unknown)` for what
    cannot be a folio; `TooMany` after too many wrong PINs (`privacy.attempts`).
    """
    proven = await open_folio(context, typed_folio, typed_pin, "follow_up", guesser)
    if proven is None:
        raise NotFound(Code.FOLIO_UNKNOWN)
    return proven


async def open_folio(
    context: AppContext, typed_folio: str, typed_pin: str, why: str, guesser: Guesser
) -> Proven | None:
    """Whose folio it is, when the PIN is right; `why` goes into the record.

    Raises `BadInput(folio_unknown)` for what cannot be a folio; `TooMany` after too many wrong PINs (`privacy.attempts`).
    """
    asked = folio.parse(typed_folio)
    who = attempts.budgets(context.keyring, "pin", asked, guesser)
    async with context.database.begin() as tx:
        attempt = await attempts.count(tx.conn, who)
    attempts.refuse(attempt)
    async with context.database.begin() as tx:
        row = await SQL.object_of_folio(tx.conn, folio=asked)
        right = _pin_matches(context, row, typed_pin)
        await _note(tx.conn, context, asked, row, right, why)
        if right:
            await attempts.right(tx.conn, who, attempt)
    return Proven(row["id"], row["secret_generation"], row["petition"]) if right else None


async def look(context: AppContext, attention_id: AttentionId) -> Found | None:
    """The same for who has proven the secret already; `None` for a person who was erased."""
    async with context.database.read() as conn:
        row = await SQL.found_attention(conn, id=attention_id)
        return await _read(conn, context, row) if row is not None else None


async def token_of(context: AppContext, attention_id: AttentionId, generation: int) -> str:
    """The cookie of a ticket, for another device of who has proven the secret of this generation.

    Raises `NotFound(folio_unknown)` when it was replaced by a newer one.
    """
    async with context.database.read() as conn:
        row = await SQL.found_attention(conn, id=attention_id)
    if row is None or row["secret_generation"] != generation:
        raise NotFound(Code.FOLIO_UNKNOWN)
    return context.keyring.ticket_token(attention_id, row["token_generation"])


def _pin_matches(context: AppContext, row: Any, typed: str) -> bool:
    """The same work for a folio that does not exist."""
    attention_id, generation = (row["id"], row["secret_generation"]) if row is not None else (_NOBODY, 0)
    digits = re.sub(r"[\s\-.]", "", typed)
    same = hmac.compare_digest(digits.encode(), context.keyring.pin(attention_id, generation).encode())
    return same and row is not None


async def _note(conn: Connection, context: AppContext, asked: Folio, row: Any, right: bool, why: str) -> None:
    unknown = ("folio", context.keyring.keyed_hash("folio", asked).hex())
    known = ("case" if row is not None and row["petition"] else "attention", "" if row is None else str(row["id"]))
    kind, object_id = known if row is not None else unknown
    action = audit.Action.FOLLOWED_UP if right else audit.Action.FOLLOW_UP_FAILED
    await audit.record(conn, actor=CITIZEN, action=action, object_kind=kind, object_id=object_id, why=why)


async def _read(conn: Connection, context: AppContext, row: Any) -> Found | None:
    keys = await persons.person_keys(conn, context.keyring, [row["person_id"]])
    if row["person_id"] not in keys:
        return None
    key = keys[row["person_id"]]
    sealed = row["note_citizen_sealed"]
    return Found(
        attention_id=row["id"],
        generation=row["secret_generation"],
        folio=Folio(row["folio"]),
        number=row["number"],
        department=Text(es=row["department_es"], en=row["department_en"]),
        topic=Text(es=row["topic_es"], en=row["topic_en"]),
        joined_at=row["joined_at"],
        state=row["state"],
        active=row["state"] not in ENDED,
        outcome=outcome_now(row["outcome"], reopened=row["reopened"]),
        disposition=row["disposition"],
        note=key.open(sealed, aad("attention.note_citizen", row["id"])) if sealed else "",
        next_steps=tuple(
            [
                unseal(key, step["id"], step["content_sealed"], step["due"])
                async for step in SQL.steps_of(conn, attention_id=row["id"])
            ]
        ),
        commitments=tuple((await commitments.of_attentions(context, conn, [row["id"]])).get(row["id"], ())),
        word=word_of(row),
        called_off=_called_off(row),
        about=None if row["about_folio"] is None else Folio(row["about_folio"]),
    )


def _called_off(row: Any) -> CalledOffDay | None:
    if row["called_off_at"] is None:
        return None
    return CalledOffDay(row["day"], calling_off.reason_of(row), row["held_at"] is not None)
