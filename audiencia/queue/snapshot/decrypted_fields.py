"""Opening what is sealed, for the live views: fields of attentions, kept a while, and what hangs on them in rows of its own."""

from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from audiencia.cases.api import STEP_CONTENT, damaged_step, read_step
from audiencia.core.ids import AttentionId, TicketId
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.privacy.contact import telephone
from audiencia.privacy.crypto import KeyDestroyed
from audiencia.privacy.unreadable import Reading, reading_of
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
KEPT_OPEN = 20_000
"""How many attentions' opened fields one node keeps in memory, so that a change in a long queue decrypts only what is new: more than wait
at a node, or each reading would open what the last one pushed out. Whoever has left is forgotten with their ticket."""
ERASED = Private(name="", matter="", contact="", adjustments=(), note="")


class Opened:
    """Opened fields of attentions, the most recently used ones. They change with the telephone, the note, which comes last, and with
    a rectification."""

    def __init__(self, kept: int = KEPT_OPEN) -> None:
        self._kept = kept
        self._known: OrderedDict[AttentionId, tuple[tuple[bool | bytes | None, ...], Private]] = OrderedDict()

    def of(self, context: AppContext, row: "look_sql.TicketFacts") -> Private:
        """The opened fields of a row of `ticket_facts`."""
        made_of = (
            row.outcome is not None,
            row.phone_sealed,
            row.name_sealed,
            row.matter_sealed,
            row.contact_sealed,
            row.guardian_sealed,
        )
        known = self._known.get(row.attention_id)
        if known is not None and known[0] == made_of:
            self._known.move_to_end(row.attention_id)
            return known[1]
        try:
            reading = _reading(context, row)
        except KeyDestroyed:
            return ERASED
        private = _open(reading, row)
        if not reading.whole:
            # The ticket keeps its place, and everybody else their views.
            context.met.add(reading)
            return private
        self._known[row.attention_id] = made_of, private
        self._known.move_to_end(row.attention_id)
        while len(self._known) > self._kept:
            self._known.popitem(last=False)
        return private

    def forget(self, attention_id: AttentionId) -> None:
        """Drops the decrypted fields of a visit that nobody at this node looks at."""
        self._known.pop(attention_id, None)


def _open(reading: Reading, row: "look_sql.TicketFacts") -> Private:
    sealed = {
        "name": row.name_sealed,
        "matter": row.matter_sealed,
        "contact": row.contact_sealed,
        "adjustments": row.adjustments_sealed,
        "note_citizen": row.note_citizen_sealed,
        "phone": row.phone_sealed,
        "guardian": row.guardian_sealed,
    }
    text = {column: reading.text(of, f"attention.{column}", row.attention_id) for column, of in sealed.items()}
    contact, adjustments = text["contact"] or "", text["adjustments"]
    return Private(
        name=text["name"] or "",
        matter=text["matter"],
        contact=contact,
        adjustments=tuple(adjustments.split(",")) if adjustments else (),
        note=text["note_citizen"],
        phone=telephone(text["phone"] or contact),
        guardian=text["guardian"] or "",
        damaged=tuple(column for column, said in text.items() if said is None),
    )


class Sealed:
    """What hangs on attentions in rows of their own, opened with each person's key. What does not open keeps its place, with all that is
    not sealed of it; of who was erased nothing is left. What did not open is in `met` after `tell`."""

    def __init__(self, context: AppContext, owners: "Mapping[AttentionId, look_sql.TicketFacts]") -> None:
        self._context, self._owners, self._ids = context, owners, list(owners)
        self._readings: dict[AttentionId, Reading | None] = {}

    def tell(self) -> None:
        """What did not open is to be noted."""
        for reading in self._readings.values():
            if reading is not None:
                self._context.met.add(reading)

    def _reading(self, attention_id: AttentionId) -> Reading | None:
        """`None` of who was erased."""
        if attention_id not in self._readings:
            self._readings[attention_id] = None
            with suppress(KeyDestroyed):
                self._readings[attention_id] = _reading(self._context, self._owners[attention_id])
        return self._readings[attention_id]

    async def steps(self, conn: Connection) -> dict[AttentionId, list[StepFacts]]:
        """Next steps by attention."""
        found: dict[AttentionId, list[StepFacts]] = {}
        async for row in SQL.step_facts(conn, ids=self._ids):
            if (reading := self._reading(row.attention_id)) is not None:
                content = reading.text(row.content_sealed, STEP_CONTENT, row.id)
                step = damaged_step(row.due) if content is None else read_step(content, row.due)
                found.setdefault(row.attention_id, []).append(StepFacts(id=row.id, content=step))
        return found

    async def matters(self, conn: Connection) -> dict[AttentionId, list[MatterFacts]]:
        """Other matters by attention, that have not begun."""
        found: dict[AttentionId, list[MatterFacts]] = {}
        async for row in SQL.matter_facts(conn, ids=self._ids):
            if (reading := self._reading(row.attention_id)) is not None:
                found.setdefault(row.attention_id, []).append(_matter(reading, row))
        return found

    async def begun(self, conn: Connection) -> dict[AttentionId, tuple[MatterFacts, int]]:
        """The matter that each attends to now, where it is another than the one they came with, and how many have begun."""
        found: dict[AttentionId, tuple[MatterFacts, int]] = {}
        async for row in SQL.begun_matter_facts(conn, ids=self._ids):
            if (reading := self._reading(row.attention_id)) is not None:
                found[row.attention_id] = _matter(reading, row), row.begun
        return found

    def _of_tickets(self) -> dict[TicketId, Reading]:
        return {owner.id: reading for at, owner in self._owners.items() if (reading := self._reading(at)) is not None}

    async def chat(self, conn: Connection) -> dict[TicketId, tuple[ChatFacts, ...]]:
        """What was written, by ticket."""
        return await chat.messages_of(conn, self._of_tickets())

    async def announcements(self, conn: Connection) -> dict[TicketId, list[AnnouncementFacts]]:
        """What is announced to one person alone, by ticket."""
        return await announce.live_of_tickets(conn, self._of_tickets())

    async def working(self, conn: Connection) -> dict[AttentionId, WorkingNote]:
        """Notes that are being written, by attention."""
        found: dict[AttentionId, WorkingNote] = {}
        async for row in SQL.working_note_facts(conn, ids=self._ids):
            if (reading := self._reading(row.attention_id)) is not None:
                text = reading.text(row.note_sealed, "working_note.note", row.attention_id)
                found[row.attention_id] = WorkingNote(version=row.version, text=text, by=row.writer)
        return found

    async def notes(self, conn: Connection) -> dict[AttentionId, list[NoteFacts]]:
        """Notes between directors by attention."""
        found: dict[AttentionId, list[NoteFacts]] = {}
        async for row in SQL.note_facts(conn, ids=self._ids):
            if (reading := self._reading(row.attention_id)) is not None:
                note = reading.text(row.note_sealed, "leg.note", row.id)
                department = Text(es=row.name_es, en=row.name_en)
                found.setdefault(row.attention_id, []).append(NoteFacts(department=department, note=note))
        return found


def _reading(context: AppContext, owner: "look_sql.TicketFacts") -> Reading:
    return reading_of(context.keyring, owner.person_id, owner.key_wrapped, owner.key_epoch)


def _matter(reading: Reading, row: "look_sql.MatterFacts | look_sql.BegunMatterFacts") -> MatterFacts:
    department, topic = Text(es=row.name_es, en=row.name_en), Text(es=row.topic_es, en=row.topic_en)
    matter = reading.text(row.matter_sealed, "further_matter.matter", row.id)
    return MatterFacts(id=row.id, department=department, topic=topic, matter=matter)
