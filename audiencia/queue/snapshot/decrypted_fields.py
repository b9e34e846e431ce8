"""Opening what is sealed, for the live views: fields of attentions, kept a while, and what hangs on them in rows of its own."""

from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

import structlog

from audiencia.cases.api import damaged_step, unseal_step
from audiencia.core.ids import AttentionId, TicketId
from audiencia.db.database import Connection
from audiencia.db.queries import load
from audiencia.privacy.contact import telephone
from audiencia.privacy.crypto import KeyDestroyed, PersonKey, SealBroken, aad
from audiencia.privacy.unreadable import Reading
from audiencia.queue.call import chat
from audiencia.queue.moderation import announce
from audiencia.queue.snapshot.ticket_facts import (
    AnnouncementFacts,
    ChatFacts,
    MatterFacts,
    NoteFacts,
    Private,
    StepFacts,
    WorkingNote,
)
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.queue.store import look_sql

SQL = load("audiencia.queue.store", "look.sql")
log = structlog.get_logger()
KEPT_OPEN = 20_000
"""How many attentions' opened fields one node keeps in memory, so that a change in a long line decrypts only what is new: more than wait at
a node, or each reading would open what the last one pushed out. Whoever has left is forgotten with their ticket."""
ERASED = Private(name="", matter="", contact="", adjustments=(), note="")


class Opened:
    """Opened fields of attentions, the most recently used ones. They never change but for the telephone, and the note, which
    comes last.
    """

    def __init__(self, kept: int = KEPT_OPEN) -> None:
        self._kept = kept
        self._known: OrderedDict[AttentionId, tuple[tuple[bool, bytes | None], Private]] = OrderedDict()

    def of(self, context: AppContext, row: "look_sql.TicketFacts") -> Private:
        """The opened fields of a row of `ticket_facts`."""
        made_of = (row.outcome is not None, row.phone_sealed)
        known = self._known.get(row.attention_id)
        if known is not None and known[0] == made_of:
            self._known.move_to_end(row.attention_id)
            return known[1]
        try:
            key = context.keyring.unwrap(row.key_wrapped, row.key_epoch, row.person_id)
        except KeyDestroyed:
            return ERASED
        except SealBroken:
            key = None
        reading = Reading(row.person_id, key)
        private = _open(reading, row)
        if not reading.whole:
            # The ticket keeps its place, and everybody else their views.
            log.warning("attention_decrypt_failed", attention_id=str(row.attention_id))
            return private
        self._known[row.attention_id] = made_of, private
        self._known.move_to_end(row.attention_id)
        while len(self._known) > self._kept:
            self._known.popitem(last=False)
        return private

    def forget(self, attention_id: AttentionId) -> None:
        """Nobody at this node looks at it any more."""
        self._known.pop(attention_id, None)


def _open(reading: Reading, row: "look_sql.TicketFacts") -> Private:
    def text(column: str, sealed: bytes | None) -> str | None:
        return reading.text(sealed, f"attention.{column}", row.attention_id)

    adjustments, contact = text("adjustments", row.adjustments_sealed), text("contact", row.contact_sealed) or ""
    return Private(
        name=text("name", row.name_sealed) or "",
        matter=text("matter", row.matter_sealed),
        contact=contact,
        adjustments=tuple(adjustments.split(",")) if adjustments else (),
        note=text("note_citizen", row.note_citizen_sealed),
        phone=telephone(text("phone", row.phone_sealed) or contact),
        guardian=text("guardian", row.guardian_sealed) or "",
    )


class Sealed:
    """What hangs on attentions in rows of their own, opened with each person's key. What does not open keeps its place, with all that is
    not sealed of it; only announcements to one person and notes that are being written are left out."""

    def __init__(self, context: AppContext, owners: "Mapping[AttentionId, look_sql.TicketFacts]") -> None:
        self._context, self._owners, self._ids = context, owners, list(owners)

    def _key(self, attention_id: AttentionId) -> PersonKey:
        owner = self._owners[attention_id]
        return self._context.keyring.unwrap(owner.key_wrapped, owner.key_epoch, owner.person_id)

    def _text(self, attention_id: AttentionId, sealed: bytes, column: str, object_id: UUID) -> str | None:
        """`None` when it does not open. Raises `KeyDestroyed`: of who was erased nothing is left."""
        try:
            return self._key(attention_id).open(sealed, aad(column, object_id))
        except KeyDestroyed:
            raise
        except SealBroken:
            return None

    async def steps(self, conn: Connection) -> dict[AttentionId, list[StepFacts]]:
        """Next steps by attention."""
        found: dict[AttentionId, list[StepFacts]] = {}
        async for row in SQL.step_facts(conn, ids=self._ids):
            try:
                step = unseal_step(self._key(row.attention_id), row.id, row.content_sealed, row.due)
            except KeyDestroyed:
                continue
            except SealBroken:
                step = damaged_step(row.due)
            found.setdefault(row.attention_id, []).append(StepFacts(id=row.id, content=step))
        return found

    async def matters(self, conn: Connection) -> dict[AttentionId, list[MatterFacts]]:
        """Other matters by attention, that have not begun."""
        found: dict[AttentionId, list[MatterFacts]] = {}
        async for row in SQL.matter_facts(conn, ids=self._ids):
            with suppress(KeyDestroyed):
                found.setdefault(row.attention_id, []).append(self._matter(row))
        return found

    async def begun(self, conn: Connection) -> dict[AttentionId, tuple[MatterFacts, int]]:
        """The matter that each attends to now, where it is another than the one they came with, and how many have begun."""
        found: dict[AttentionId, tuple[MatterFacts, int]] = {}
        async for row in SQL.begun_matter_facts(conn, ids=self._ids):
            with suppress(KeyDestroyed):
                found[row.attention_id] = self._matter(row), row.begun
        return found

    def _matter(self, row: "look_sql.MatterFacts | look_sql.BegunMatterFacts") -> MatterFacts:
        matter = self._text(row.attention_id, row.matter_sealed, "further_matter.matter", row.id)
        department = Text(es=row.name_es, en=row.name_en)
        return MatterFacts(
            id=row.id, department=department, topic=Text(es=row.topic_es, en=row.topic_en), matter=matter
        )

    def _keys(self) -> dict[TicketId, PersonKey | None]:
        """By ticket: `None` where it cannot be used; of who was erased there is none."""
        keys: dict[TicketId, PersonKey | None] = {}
        for attention_id, owner in self._owners.items():
            try:
                keys[owner.id] = self._key(attention_id)
            except KeyDestroyed:
                continue
            except SealBroken:
                keys[owner.id] = None
        return keys

    async def chat(self, conn: Connection) -> dict[TicketId, tuple[ChatFacts, ...]]:
        """What was written, by ticket."""
        return await chat.messages_of(conn, self._keys())

    async def announcements(self, conn: Connection) -> dict[TicketId, list[AnnouncementFacts]]:
        """What is announced to one person alone, by ticket."""
        keys = {ticket_id: key for ticket_id, key in self._keys().items() if key is not None}
        return await announce.live_of_tickets(conn, keys)

    async def working(self, conn: Connection) -> dict[AttentionId, WorkingNote]:
        """Notes that are being written, by attention."""
        found: dict[AttentionId, WorkingNote] = {}
        async for row in SQL.working_note_facts(conn, ids=self._ids):
            sealed_at = aad("working_note.note", row.attention_id)
            with suppress(SealBroken):
                text = self._key(row.attention_id).open(row.note_sealed, sealed_at)
                found[row.attention_id] = WorkingNote(version=row.version, text=text, by=row.writer)
        return found

    async def notes(self, conn: Connection) -> dict[AttentionId, list[NoteFacts]]:
        """Notes between directors by attention."""
        found: dict[AttentionId, list[NoteFacts]] = {}
        async for row in SQL.note_facts(conn, ids=self._ids):
            with suppress(KeyDestroyed):
                note = self._text(row.attention_id, row.note_sealed, "leg.note", row.id)
                department = Text(es=row.name_es, en=row.name_en)
                found.setdefault(row.attention_id, []).append(NoteFacts(department=department, note=note))
        return found
