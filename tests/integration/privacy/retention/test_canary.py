"""Somebody comes, wants to be telephoned, leaves and is suppressed while the service runs: no word of them lies anywhere afterwards."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from audiencia.core.paths import DataFolder
from audiencia.operations.context import open_context
from audiencia.privacy.retention.run import Run
from audiencia.settings.retention_rules import Retention
from tests.support.audience import CONTACT, MATTER, NAME, TOPICS, Audience, People
from tests.support.files import files_below
from tests.support.services import Servers

ZONE = "America/Mexico_City"
SHIPPED = Retention()
AT_ONCE = SHIPPED.model_copy(
    update={"unattended": SHIPPED.unattended.model_copy(update={"keep_days": 0, "block_days": 0})}
)
OTHER_NUMBER = "722 555 0166"
WORDS = [*NAME.split(), MATTER, CONTACT, CONTACT.replace(" ", ""), OTHER_NUMBER, OTHER_NUMBER.replace(" ", "")]


def in_valkey(url: str) -> Iterator[tuple[str, bytes]]:
    """Everything that it holds, as it would be copied."""
    with redis.Redis.from_url(url) as valkey:
        for key in valkey.scan_iter():
            yield f"valkey {key!r}", key + (valkey.dump(key) or b"")


def in_files(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """All files below, logs among them."""
    for folder in folders:
        for file, text in files_below(folder):
            yield str(file), text


def dump(servers: Servers, url: str) -> bytes:
    """The whole database as text."""
    program = servers.postgres.program("pg_dump")
    return subprocess.run([program, "--dbname", url], check=True, capture_output=True, timeout=60).stdout


async def test_no_word_lies_anywhere(
    audience: Audience, people: People, servers: Servers, valkey_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    client = await people.visitor()
    await client.join("agua", TOPICS["agua"], name=NAME, matter=MATTER, contact=CONTACT)
    await client.connect()
    await client.prefer_phone(OTHER_NUMBER)
    (seen,) = await audience.rows("SELECT folio, person_id FROM attention ORDER BY joined_at DESC LIMIT 1")
    await client.leave()
    settings = audience.settings
    assert settings.database_url is not None
    async with open_context(settings) as context:
        report = None
        while report is None:  # the node does it now
            report = await Run(context.database, context.keyring, AT_ONCE, ZONE).work()
    assert report.done["unattended"] == {"block": 1, "suppress": 1}
    await audience.until_row("SELECT 1 FROM person WHERE id = $1 AND suppressed_at IS NOT NULL", seen["person_id"])
    places = [
        ("dump", dump(servers, settings.database_url)),
        *in_valkey(valkey_url),
        *in_files(DataFolder(settings.data).root, audience.log_folder),
    ]
    assert len(places) > 3
    found = {(place, word) for place, text in places for word in WORDS if word.encode() in text}
    assert found == set()
    assert seen["folio"].encode() not in places[0][1]
