"""A person who left something in every column of the schema that is sealed under a person's key, or is found by a blind index."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from audiencia.core.ids import AttentionId, PersonId
from audiencia.db.connection import Connection
from audiencia.privacy import store as persons
from audiencia.privacy.crypto import PersonKey, SealBroken, aad
from audiencia.queue.call.conclude import Outcome
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import account, attend, join

LONG_AGO = timedelta(days=4000)
SEALED = """SELECT table_name AS table, column_name AS column FROM information_schema.columns
            WHERE table_schema = 'public' AND (column_name LIKE '%\\_sealed' OR column_name IN ('sealed', 'contact_index', 'name_index',
            'device_index', 'address_index')) ORDER BY 1, 2"""


@dataclass
class Left:
    """Who it is, and what was sealed of them, each with its place."""

    person: PersonId
    attention: AttentionId
    folio: str
    word: str
    fields: list[tuple[bytes, str]] = field(default_factory=list)

    def opened_with(self, key: PersonKey) -> int:
        """How many of the fields this key opens."""
        return sum(_opens(key, sealed, place, self.word) for sealed, place in self.fields)


def _opens(key: PersonKey, sealed: bytes, place: str, word: str) -> bool:
    try:
        return word in key.open(sealed, place)
    except SealBroken:
        return False


def official(word: str) -> str:
    """Whose account it is that attended them: the word stands in nothing but what is sealed."""
    return f"d-{word[::-1].lower()}"


async def leave_everything(context: AppContext, word: str, ago: timedelta = LONG_AGO) -> Left:
    """A visit that ended in process, its case, which was concluded so long ago, and a row of each kind that hangs on them."""
    attention_id = await join(context, name=f"Ana {word}", matter=f"Bache en {word}")
    director = await account(context, official(word), Role.DIRECTOR, "tapo7-rilu3-semi4-kado5", "obras-publicas")
    await attend(context, director, Outcome("in_process", "referred_within", f"Nota de {word}", "interna"))
    async with context.database.begin() as tx:
        row = await tx.conn.fetchrow("SELECT person_id, folio FROM attention WHERE id = $1", attention_id)
        assert row is not None
        left = Left(PersonId(row["person_id"]), attention_id, row["folio"], word)
        key = await persons.person_key(tx.conn, context.keyring, left.person)
        await _fill(tx.conn, key, left, director)
        await _end(tx.conn, left, ago)
    return left


async def _end(conn: Connection, left: Left, ago: timedelta) -> None:
    await conn.execute(
        """UPDATE case_file SET state = 'answered', answered_at = app_now(), silence_until = app_now() WHERE person_id = $1""",
        left.person,
    )
    await conn.execute(
        """UPDATE case_file SET state = 'concluded', silence_until = NULL, concluded_at = app_now() - $2::interval, conclusion = 'silence'
           WHERE person_id = $1""",
        left.person,
        ago,
    )
    await conn.execute("UPDATE person SET created_at = app_now() - $2::interval WHERE id = $1", left.person, ago)


async def _fill(conn: Connection, key: PersonKey, left: Left, director: int) -> None:
    def sealed(column: str, object_id: UUID) -> bytes:
        data, place = key.seal(f"Dicho por {left.word}", aad(column, object_id)), aad(column, object_id)
        left.fields.append((data, place))
        return data

    visit, case = left.attention, await conn.fetchval("SELECT id FROM case_file WHERE person_id = $1", left.person)
    ticket = await conn.fetchrow("SELECT id, queue_id, session_id FROM ticket WHERE attention_id = $1", visit)
    assert ticket is not None
    room = await conn.fetchval("SELECT id FROM room WHERE session_id = $1 LIMIT 1", ticket["session_id"])
    topic = await conn.fetchval("SELECT topic_id FROM attention WHERE id = $1", visit)
    for table, owner, columns in (
        (
            "attention",
            visit,
            ("name", "matter", "contact", "adjustments", "guardian", "note_citizen", "note_internal", "phone"),
        ),
        ("case_file", case, ("name", "matter", "place", "contact", "behalf", "guardian")),
    ):
        for column in columns:
            where = f"UPDATE {table} SET {column}_sealed = $2 WHERE id = $1"
            await conn.execute(where, owner, sealed(f"{table.removesuffix('_file')}.{column}", owner))
    await conn.execute(
        """UPDATE attention SET citizen_says_resolved = false, said_at = app_now(), not_resolved_why = 'other',
           not_resolved_sealed = $2 WHERE id = $1""",
        visit, sealed("attention.not_resolved", visit),
    )  # fmt: skip
    await conn.execute(
        "UPDATE case_file SET subject = 'Sobre el bache', contact_index = 'c', name_index = 'n' WHERE id = $1", case
    )
    leg = await conn.fetchval("SELECT id FROM leg WHERE attention_id = $1", visit)
    await conn.execute("UPDATE leg SET note_sealed = $2 WHERE id = $1", leg, sealed("leg.note", leg))
    rows: list[tuple[str, list[object]]] = [
        ("further_matter (id, attention_id, queue_id, topic_id, matter_sealed, asked_at) VALUES ($1, $2, $3, $4, $5, app_now())",
         [one := uuid4(), visit, ticket["queue_id"], topic, sealed("further_matter.matter", one)]),
        ("commitment (id, attention_id, made_at, made_by, staff_id, due, text_sealed) VALUES ($1, $2, app_now(), $3, $3, '2027-01-01', $4)",
         [one := uuid4(), visit, director, sealed("commitment.text", one)]),
        ("working_note (attention_id, version, note_sealed, written_by, written_at) VALUES ($1, 1, $2, $3, app_now())",
         [visit, sealed("working_note.note", visit), director]),
        ("chat_message (sealed_as, ticket_id, text_sealed, written_at) VALUES ($1, $2, $3, app_now())",
         [one := uuid4(), ticket["id"], sealed("chat_message.text", one)]),
        ("relative (id, sealed_as, ticket_id, name_sealed, secret_hash, asked_at, expires_at) "
         "VALUES (nextval('assist_id_seq'), $1, $2, $3, $4, app_now(), app_now())",
         [one := uuid4(), ticket["id"], sealed("relative.name", one), one.bytes]),
        ("announcement (session_id, made_by, made_at, until, ticket_id, text_sealed) VALUES ($1, $2, app_now(), "
         "app_now() + interval '1 hour', $3, $4)",
         [ticket["session_id"], director, ticket["id"], sealed("announcement.text", ticket["id"])]),
        ("device_code (code_hash, ticket_id, expires_at) VALUES ($1, $2, app_now())", [visit.bytes, ticket["id"]]),
        ("booking (ticket_id, queue_id, starts_at, ends_at, called_off_at, ways_sealed) VALUES ($1, $2, app_now(), "
         "app_now() + interval '1 hour', app_now(), $3)",
         [ticket["id"], ticket["queue_id"], sealed("booking.ways", ticket["id"])]),
        ("conduct_ending (id, session_id, queue_id, room_id, ticket_id, attention_id, reason, ended_at, ended_by, review, reviewed_at, "
         "reviewed_by, note_sealed) VALUES ($1, $2, $3, $4, $5, $6, 'insults', app_now(), $7, 'upheld', app_now(), $7, $8)",
         [one := uuid4(), ticket["session_id"], ticket["queue_id"], room, ticket["id"], visit, director,
          sealed("conduct_ending.note", one)]),
        ("conduct_report (id, session_id, attention_id, room_id, reason, text_sealed, made_at) "
         "VALUES ($1, $2, $3, $4, 'rude', $5, app_now())",
         [one := uuid4(), ticket["session_id"], visit, room, sealed("conduct_report.text", one)]),
        ("case_message (id, case_id, at, author, kind, content_sealed) VALUES ($1, $2, app_now(), 'citizen', 'message', $3)",
         [one := uuid4(), case, sealed("case_message.content", one)]),
        ("case_attachment (id, case_id, message_id, at, author, media_type, bytes, digest, name_sealed, content_sealed) "
         "VALUES ($1, $2, $3, app_now(), 'citizen', 'image/jpeg', 9, 'd', $4, $5)",
         [two := uuid4(), case, one, sealed("attachment.name", two), sealed("attachment.content", two)]),
        ("case_paper (case_id, mark, made_at, content_sealed) VALUES ($1, $2, app_now(), $3)",
         [case, bytes(32), sealed("case_paper", case)]),
        ("notice_way (id, person_id, reason, channel, address_sealed, address_index, language, made_at) "
         "VALUES ($1, $2, 'case', 'mail', $3, 'i', 'es-MX', app_now())",
         [one := uuid4(), left.person, sealed("notice_way.address", one)]),
        ("outbox (id, kind, channel, person_id, way_id, about, target, language, sealed, made_at, due_at, expires_at) "
         "VALUES ($5, 'case_state', 'mail', $1, $2, $3, 't', 'es-MX', $4, app_now(), app_now() + interval '1 day', "
         "app_now() + interval '2 days')",
         [left.person, one, case, sealed("outbox.sealed", two := uuid4()), two]),
        ("rights_request (id, person_id, about, about_kind, folio, kind, capacity, means, asker_sealed, state, made_at, received_on, "
         "due_on, calendar, ask_by, not_competent_by, closed_at) VALUES ($1, $2, $3, 'case', 'f', 'access', 'self', 'web', $4, "
         "'not_competent', app_now(), '2026-11-24', '2026-12-24', '1', '2026-12-01', '2026-11-27', app_now())",
         [one := uuid4(), left.person, case, sealed("rights_request.asker", one)]),
        ("unreadable (place, object_id, noticed_at) VALUES ('attention.name', $1, app_now())", [visit]),
        *[(f"unreadable (place, object_id, noticed_at) SELECT '{place}', id, app_now() FROM {table} WHERE {column} = $1", [of])
          for place, table, column, of in (("case_message.content", "case_message", "case_id", case),
                                           ("attachment.name", "case_attachment", "case_id", case),
                                           ("notice_way.address", "notice_way", "person_id", left.person),
                                           ("outbox.sealed", "outbox", "person_id", left.person),
                                           ("booking.ways", "ticket", "attention_id", visit),
                                           ("next_step.content", "next_step", "attention_id", visit))],
    ]  # fmt: skip
    for row, values in rows:
        await conn.execute(f"INSERT INTO {row}", *values)


async def still_there(conn: Connection) -> dict[str, int]:
    """How many values that are not empty each column still holds that is sealed, or a blind index, in rows that hang on nobody
    or on anybody: for a database of one person alone."""
    found = {}
    for table, column in [tuple(row) for row in await conn.fetch(SEALED)]:
        count = await conn.fetchval(f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL AND length({column}) > 0")
        found[f"{table}.{column}"] = count
    return found
