"""Many cases as years of work leave them: each with a person and a key of its own, sealed as the product seals it."""

import itertools
import random
import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from audiencia.core import folio
from audiencia.core.ids import CaseId, PersonId
from audiencia.privacy.crypto import Keyring, aad, new_person_key
from audiencia.privacy.names import canonical_name

BATCH = 5_000
STRIDE = 0x9E3779B97F
"""Odd: counting by it meets each of the 2**40 numbers of a folio once before one comes again."""
NAMES = ("Guadalupe", "Ángeles", "José Luis", "Xóchitl", "Ramón", "Inés", "Nicolás", "Citlali")
SURNAMES = ("Ñáñez", "Iñiguez", "Robles", "De la O", "Tlapale", "Peñaloza", "Zetina", "Alcántara")
SUBJECTS = ("Fuga en la red principal", "Bache sobre avenida", "Luminaria apagada", "Recolección de basura", "Poda de árbol",
            "Descuento de predial", "Licencia de funcionamiento", "Ruido de un negocio")  # fmt: skip
STATES = ("received", "assigned", "in_process", "answered", "concluded", "concluded", "concluded", "reopened")
PERSON = ("id", "key_wrapped", "key_epoch", "created_at")
CASE = (
    "id", "folio", "person_id", "source", "kind", "topic_id", "department_id", "state", "language", "made_at", "received_on",
    "due_on", "calendar", "answered_at", "silence_until", "concluded_at", "conclusion", "subject", "name_index", "name_sealed",
    "matter_sealed",
)  # fmt: skip


async def fill(conn: "asyncpg.Connection[asyncpg.Record]", keyring: Keyring, prefix: str, count: int) -> list[CaseId]:
    """Writes so many cases of the last two years; gives the ids of some of them."""
    topics = await conn.fetch("SELECT id, department_id FROM topic ORDER BY id")
    drawn, known = random.Random(7), []
    numbers = itertools.count(secrets.randbits(40), STRIDE)
    for begun in range(0, count, BATCH):
        persons, cases = zip(
            *_rows(keyring, prefix, topics, drawn, itertools.islice(numbers, min(BATCH, count - begun))), strict=True
        )
        await conn.copy_records_to_table("person", records=persons, columns=PERSON)
        await conn.copy_records_to_table("case_file", records=cases, columns=CASE)
        known += [CaseId(row[0]) for row in cases[:20]]
    await conn.execute("ANALYZE case_file")
    await conn.execute("ANALYZE person")
    return known


def _rows(
    keyring: Keyring, prefix: str, topics: "Sequence[asyncpg.Record]", drawn: random.Random, numbers: Iterable[int]
) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    now = datetime.now(UTC)
    for number in numbers:
        person_id, case_id = PersonId(uuid4()), CaseId(uuid4())
        key, topic = new_person_key(), drawn.choice(topics)
        wrapped, epoch = keyring.wrap(key, person_id, number % 2**32)
        made = now - timedelta(days=drawn.uniform(0.2, 730))
        state = drawn.choice(STATES) if (now - made).days > 20 else "received"
        name = f"{drawn.choice(NAMES)} {drawn.choice(SURNAMES)} {drawn.choice(SURNAMES)}"
        yield (
            (person_id, wrapped, epoch, made),
            (
                case_id, folio.make(prefix, made.year, (number % 2**40).to_bytes(5, "big")), person_id, "web", "petition",
                topic["id"], topic["department_id"], state, "es-MX", made, *_days(made), "benchmark", *_ends(made, state, now),
                drawn.choice(SUBJECTS), keyring.blind_index(f"name:{canonical_name(name)}"),
                key.seal(name, aad("case.name", case_id)), key.seal("Hay una fuga frente a mi casa.", _matter(case_id)),
            ),
        )  # fmt: skip


def _matter(case_id: UUID) -> str:
    return aad("case.matter", case_id)


def _days(made: datetime) -> tuple[date, date]:
    """Received, and due three weeks later: the calendar is not what is measured."""
    return made.date(), made.date() + timedelta(days=21)


def _ends(
    made: datetime, state: str, now: datetime
) -> tuple[datetime | None, datetime | None, datetime | None, str | None]:
    """When it was answered, until when silence is waited for, when it was concluded, and by what."""
    answered = made + timedelta(days=15) if state in ("answered", "concluded", "reopened") else None
    silence = now + timedelta(days=5) if state == "answered" else None
    concluded = made + timedelta(days=18) if state == "concluded" else None
    return answered, silence, concluded, "silence" if concluded else None
