"""Of a suppressed person nothing can be read: in the database, its files, the WAL, and a dump of before with today's keys.

What is tried is what somebody would try who has all of it and the folder of keys: each wrapped key that lies anywhere is
unwrapped under each epoch, and each field that was ever sealed is opened with what that gives. The same with a folder that was
copied before shows that the attempt would succeed.
"""

import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import asyncpg
import pytest

from audiencia.core.paths import DataFolder
from audiencia.db.database import Database
from audiencia.db.migrations import migrate
from audiencia.operations.postgres import ROLE, Postgres
from audiencia.operations.serve import embedded
from audiencia.operations.setup import seed
from audiencia.privacy import installation, rotation
from audiencia.privacy import store as persons
from audiencia.privacy.crypto import Keyring, PersonKey, SealBroken
from audiencia.privacy.retention import suppression
from audiencia.privacy.retention.run import Run
from audiencia.queue.sessions import sessions
from audiencia.runtime.context import AppContext, InForce
from audiencia.settings.retention_rules import Retention
from tests.support.configuration import configured
from tests.support.files import files_below
from tests.support.left_behind import Left, leave_everything
from tests.support.memory import in_memory

WORD, OTHER = "Xochitlcanario", "Tlacuachecanario"
ZONE = "America/Mexico_City"
SHIPPED = Retention()
AT_ONCE = SHIPPED.model_copy(update={"cases": SHIPPED.cases.model_copy(update={"block_days": 0})})
WRAPPED = re.compile(rb"(?=(\x02\x00\x00..\x01.{60}))", re.DOTALL)
"""How a wrapped key lies in any file: version, leaf, version, nonce, ciphertext, tag."""
LOG_PAGE = 8192
IN_TEXT = re.compile(rb"\\\\x((?:[0-9a-f]{2})+)")


@dataclass(frozen=True)
class Copies:
    """The programs of a PostgreSQL, and where it keeps its files."""

    postgres: Postgres

    @property
    def cluster(self) -> Path:
        return self.postgres.cluster

    def dump(self, url: str, to: Path) -> bytes:
        """A whole copy of the database as text."""
        self._run("pg_dump", "--dbname", url, "--no-owner", "--file", str(to))
        return to.read_bytes()

    async def restore(self, file: Path, name: str) -> str:
        """Into a new database; gives its address."""
        await execute(self.postgres.admin_url, f"CREATE DATABASE {name} OWNER {ROLE}")
        url = urlsplit(self.postgres.url)._replace(path=f"/{name}").geturl()
        self._run("psql", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", url, "--file", str(file))
        return url

    def wal(self, since: str, until: str, folder: Path) -> bytes:
        """All that was written in between: the segments' records, and the pages of tables that `pg_waldump` takes out."""
        logs = self.cluster / "pg_wal"
        given = ("--path", str(logs), "--start", since, "--end", until, "--save-fullpage", str(folder))
        assert b"Heap" in self._run("pg_waldump", *given)
        pages = list(folder.iterdir())
        assert pages
        return b"".join(
            [*(records(one.read_bytes()) for one in sorted(logs.glob("0*"))), *(one.read_bytes() for one in pages)]
        )

    def files(self) -> bytes:
        """All files of all databases."""
        return b"".join(text for _file, text in files_below(self.cluster / "base"))

    def _run(self, program: str, *given: str) -> bytes:
        place = self.postgres.place.binaries / "pginstall" / "bin" / program
        return subprocess.run([place, *given], check=True, capture_output=True, timeout=60).stdout


def records(segment: bytes) -> bytes:
    """A segment of the log without the headers of its pages, which cut records in two (`xlog_internal.h`)."""
    first = segment[40:LOG_PAGE]
    return first + b"".join(segment[at + 24 : at + LOG_PAGE] for at in range(LOG_PAGE, len(segment), LOG_PAGE))


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Which the database's own account can enter."""
    with TemporaryDirectory(dir=in_memory()) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@asynccontextmanager
async def installed(postgres: Postgres, keys: Path) -> AsyncIterator[AppContext]:
    """A new installation with an open jornada."""
    await migrate(postgres.url)
    database = Database(postgres.url)
    await database.open()
    try:
        context = AppContext(database, await installation.open_keyring(database, keys), InForce(configured()))
        await seed.seed(database, configured())
        await sessions.open_demo(context)
        yield context
    finally:
        await database.close()


def keys_in(data: bytes, left: Left, keyring: Keyring) -> Iterator[PersonKey]:
    """The person's key, as often as these bytes give it to somebody who has the keyring."""
    for found in {match[1] for match in WRAPPED.finditer(data)}:
        for epoch in keyring.epochs:
            try:
                yield keyring.unwrap(found, epoch, left.person)
            except SealBroken:
                continue


def read_of(left: Left, data: bytes, keyring: Keyring) -> int:
    """How many of the person's fields can be opened with what lies in these bytes, as they are or in the text of a dump."""
    data += b"|".join(bytes.fromhex(one.decode()) for one in IN_TEXT.findall(data))
    return max((left.opened_with(key) for key in keys_in(data, left, keyring)), default=0)


async def lsn(context: AppContext) -> str:
    """Up to where the log is written."""
    async with context.database.read() as conn:
        return str(await conn.fetchval("SELECT pg_current_wal_flush_lsn()::text"))


async def execute(url: str, *statements: str) -> None:
    """Outside any transaction."""
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def test_nothing_of_the_person_can_be_read_anywhere_and_everything_of_the_others(
    tmp_path: Path, open_folder: Path
) -> None:
    data = DataFolder(open_folder / "data")
    keys, copied = data.keys, tmp_path / "copied"
    async with embedded(data) as (postgres, _valkey, _supervisor), installed(postgres, keys) as context:
        copies = Copies(postgres)
        await execute(
            postgres.admin_url, "ALTER SYSTEM SET wal_keep_size = '256MB'", "SELECT pg_reload_conf()", "CHECKPOINT"
        )
        begun = await lsn(context)
        ana = await leave_everything(context, WORD)
        other = await leave_everything(context, OTHER, timedelta(days=1))
        yesterday = copies.dump(postgres.url, tmp_path / "yesterday.sql")
        await rotation.rotate(context.database, context.keyring)
        shutil.copytree(keys, copied)
        report = await Run(context.database, context.keyring, AT_ONCE, ZONE).work()
        assert report and report.done["cases"] == {"block": 1, "suppress": 1} and report.keys_destroyed == 1
        # Records of updates leave out what a row shares with its former version: whole pages stand in the log only when
        # they change for the first time after a checkpoint.
        await execute(postgres.admin_url, "CHECKPOINT")
        await execute(postgres.url, "VACUUM (FREEZE) person")
        everywhere = {
            "dump of yesterday": yesterday,
            "dump of today": copies.dump(postgres.url, tmp_path / "today.sql"),
            "log": copies.wal(begun, await lsn(context), tmp_path / "pages"),
            "files": copies.files(),
        }
        before, today = Keyring.open(copied), Keyring.open(keys)
        for place in ("dump of yesterday", "log"):
            assert read_of(ana, everywhere[place], before) == len(ana.fields), f"{place}: the attempt would succeed"
        for place, found in everywhere.items():
            assert read_of(ana, found, today) == 0, place
            assert WORD.encode() not in found and OTHER.encode() not in found, place
            assert read_of(other, found, today) == len(other.fields), place
        assert read_of(ana, everywhere["dump of today"], before) == 0, "not even with the older folder"
        assert ana.folio.encode() not in everywhere["dump of today"]
        await restored(copies, tmp_path / "yesterday.sql", keys, ana, other)
        for file, text in files_below(data.root):
            assert WORD.encode() not in text, file


async def restored(copies: Copies, file: Path, keys: Path, ana: Left, other: Left) -> None:
    """Yesterday's backup with today's keys: everybody but the person is there, who is cleared by the next run."""
    database = Database(await copies.restore(file, "restored"))
    await database.open()
    try:
        keyring = await installation.open_keyring(database, keys)
        async with database.read() as conn:
            found, broken = await persons.keys_and_broken(conn, keyring, [ana.person, other.person])
            assert set(found) == {other.person} and not broken
            assert other.opened_with(found[other.person]) == len(other.fields)
            with pytest.raises(SealBroken):
                await suppression.blocked_key(conn, keyring, ana.person)
        report = await Run(database, keyring, SHIPPED, ZONE).work()
        assert report and report.done["restored"] == {"suppress": 1}
        async with database.read() as conn:
            assert await conn.fetchval("SELECT count(*) FROM case_file WHERE folio = $1", ana.folio) == 0
            assert await conn.fetchval("SELECT count(*) FROM case_file WHERE folio = $1", other.folio) == 1
    finally:
        await database.close()
