"""Backups in a bucket, by the commands: taken while people come, tried by the drill, restored to a second, and thinned out."""

import asyncio
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest

from audiencia.cli import backups
from audiencia.core.cli_text import Stop
from audiencia.core.ids import PersonId
from audiencia.core.paths import DataFolder
from audiencia.db.migrations import migrate
from audiencia.operations.backup import bucket, folders, make, manifest, nightly, places, sealing, wal
from audiencia.operations.backup.bucket import Bucket
from audiencia.operations.backup.folder import Folder
from audiencia.operations.backup.restore import Wanted, restore
from audiencia.operations.context import open_context
from audiencia.operations.postgres import Postgres
from audiencia.operations.serve import embedded
from audiencia.operations.setup import seed
from audiencia.queue.sessions import sessions
from audiencia.settings.config import Settings
from tests.support.audience import ROOT
from tests.support.backups import archiving, clock, come_once, put_away
from tests.support.bucket import Offered, offered
from tests.support.contexts import join
from tests.support.memory import in_memory

pytestmark = pytest.mark.usefixtures("english_terminal")
LITTLE = 5 << 20
"""The least that S3 takes as a part."""
BALLAST = 8 << 20


@dataclass
class Installed:
    """A data folder on a disk, and where its backups go."""

    place: Path
    bucket: Offered
    public: str

    @property
    def data(self) -> DataFolder:
        return DataFolder(self.place / "data")

    @property
    def variables(self) -> dict[str, str]:
        names = {
            "DATA": self.data.root, "CONFIG": ROOT / "config", "BACKUP_TO": self.bucket.address("town"),
            "BACKUP_KEYS_TO": self.place / "keys", "BACKUP_RECIPIENTS": self.public,
        }  # fmt: skip
        return self.bucket.variables | {f"AUDIENCIA_{name}": str(value) for name, value in names.items()}

    @property
    def to(self) -> Bucket:
        return Bucket.of(self.bucket.address("town"), self.bucket.settings())

    async def command(self, *words: object, **changed: str) -> tuple[int | None, str]:
        """What it said and ended with; no secret was in it."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "audiencia", *map(str, words), stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT, env={**os.environ, **self.variables, **changed},
        )  # fmt: skip
        said = (await process.communicate())[0].decode()
        assert self.bucket.variables["AUDIENCIA_BACKUP_S3_SECRET_KEY"] not in said and "Traceback" not in said
        return process.returncode, said


@pytest.fixture
def installed() -> Iterator[Installed]:
    """Not below pytest's own folder, whose parents are closed to the servers' accounts."""
    with TemporaryDirectory(prefix="audiencia-bucket-", dir=in_memory()) as name:
        place = Path(name)
        place.chmod(0o711)
        public, private = sealing.new_pair()
        (place / "private.txt").write_text(private)
        with offered(place) as bucket:
            yield Installed(place, bucket, public)


@pytest.mark.long
def test_a_bucket_serves_as_a_folder_does(installed: Installed) -> None:
    early, late, moment = asyncio.run(_backed_up(installed))
    assert {path.name for path in installed.place.iterdir()} == {"ca.pem", "data", "keys", "private.txt"}, (
        "no second copy"
    )
    into = installed.place / "restored"
    wanted = Wanted(installed.to, installed.place / "keys", installed.place / "private.txt", into, moment)
    found = asyncio.run(restore(wanted))
    assert (found.visits, found.opened) == (1, 1) and found.made_at < moment
    there = asyncio.run(_people(into))
    assert early in there and late not in there
    (newest,) = folders.whole(installed.to)
    cut = {"Bucket": newest.address.bucket, "Key": newest.key(folders.DATABASE)}  # type: ignore[attr-defined]
    content = installed.bucket.client.get_object(**cut)["Body"].read()
    installed.bucket.client.put_object(**cut, Body=content[:-1000])
    with pytest.raises(Stop, match=r"s3://backups/town/\w+/database.age is cut off or was changed"):
        asyncio.run(restore(replace(wanted, into=installed.place / "again")))
    assert not (installed.place / "again").exists()


async def _backed_up(installed: Installed) -> tuple[PersonId, PersonId, datetime]:
    """By the commands, beside the service's database: who came before and after the moment, which is after the backup."""
    async with archiving(installed.data) as postgres:
        await migrate(postgres.url)
        await _fill(postgres)
        settings = Settings(database_url=postgres.url, data=installed.data.root, config=ROOT / "config")
        async with open_context(settings) as context:
            await seed.seed(context.database, context.municipality)
            await sessions.open_demo(context)
            await join(context)
            await _refused(installed, postgres)
            source = make.Source(installed.data, ROOT / "config", context.database, context.keyring, postgres)
            await _cut_off(installed, source)
            for before in wal._finished(postgres.archive):
                before.unlink()  # no backup goes on from the log before it
            code, said = await installed.command("backup")
            assert code == 0 and "The backup is in s3://backups/town/" in said, said
            assert installed.bucket.uploads() == [], "what was cut off is taken away"
            assert len(installed.bucket.keys()) == 3
            early = await come_once(context)
            await put_away(postgres, context, installed.to, installed.public)
            moment, late = await clock(context), await come_once(context)
            await put_away(postgres, context, installed.to, installed.public)
        code, said = await installed.command("backup", "drill", "--identity", installed.place / "private.txt")
        assert code == 0 and "Restored and verified" in said, said
        assert await _noted(postgres, "drill") == [""]
        (newest,) = folders.whole(installed.to)
        last = await asyncio.to_thread(nightly.last_of, installed.to, postgres, moment + timedelta(days=1))
        assert last == folders.moment_of(newest)
    return early, late, moment


async def _fill(postgres: Postgres) -> None:
    connection = await asyncpg.connect(postgres.url)
    await connection.execute("CREATE TABLE ballast (content bytea)")
    await connection.execute("ALTER TABLE ballast ALTER COLUMN content SET STORAGE EXTERNAL")
    await connection.execute("INSERT INTO ballast VALUES ($1)", os.urandom(BALLAST))
    await connection.close()


async def _refused(installed: Installed, postgres: Postgres) -> None:
    """One that was begun is noted for administration."""
    code, said = await installed.command("backup", AUDIENCIA_BACKUP_S3_SECRET_KEY="not-it")
    assert code == 2 and "knows no such key" in said, said
    (problem,) = await _noted(postgres, "backup")
    assert problem in said
    for wrong in ("s3://Nobody", "s3://backups/../other"):
        with pytest.raises(Stop, match="s3://bucket"):
            places.named(wrong)
    with pytest.raises(Stop, match="only data go to a bucket"):
        backups._on_a_disk(Path("s3://backups/keys"))


async def _cut_off(installed: Installed, source: make.Source) -> None:
    """In the middle of its second part, and for good."""
    gate = installed.bucket.gate
    gate.passed, gate.cut_after, gate.cuts = 0, 7 << 20, 1000
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bucket, "PART", LITTLE)
        patch.setattr(bucket, "TRIES", 1)
        with pytest.raises(Stop, match=r"127\.0\.0\.1:\d+ "):
            await make.backup(source, installed.to, [installed.public])
    gate.cuts = 0
    (begun,) = installed.bucket.uploads()
    assert begun.endswith(folders.DATABASE) and installed.bucket.keys() == [] and folders.whole(installed.to) == []


async def _noted(postgres: Postgres, kind: str) -> list[str]:
    connection = await asyncpg.connect(postgres.url)
    rows = await connection.fetch("SELECT problem FROM backup_run WHERE kind = $1 ORDER BY id", kind)
    await connection.close()
    return [row["problem"] for row in rows]


async def _people(into: Path) -> set[PersonId]:
    async with embedded(DataFolder(into)) as (postgres, _, _):
        connection = await asyncpg.connect(postgres.url)
        rows = await connection.fetch("SELECT id FROM person")
        await connection.close()
    return {PersonId(row["id"]) for row in rows}


def test_old_ones_and_what_a_killed_one_left_are_removed(installed: Installed) -> None:
    """As from a folder, whose backups are put there as they lie."""
    here, now = Folder(installed.place / "backups"), datetime.fromisoformat("2026-11-24T10:30:00+00:00")
    for days in (90, 60, 31, 1, 0):
        name = folders.name_of(now - timedelta(days=days))
        with installed.to.below(name).writing(folders.DATABASE) as file:
            file.write(b"sealed")
        with installed.to.below(name).writing(manifest.FILE) as file:
            file.write(b"{}")
    killed = folders.name_of(now - timedelta(days=2))
    with installed.to.below(killed).writing(folders.DATABASE) as file:
        file.write(b"half of it")
    assert here.folders() == [] and len(folders.whole(installed.to)) == 5
    folders.remove_unfinished(installed.to)
    gone = folders.remove_old(installed.to, now, 30)
    assert [(now - folders.moment_of(one)).days for one in gone] == [90, 60]
    assert [(now - folders.moment_of(one)).days for one in folders.whole(installed.to)] == [31, 1, 0]
    assert len(installed.bucket.keys()) == 6


async def test_other_processes_do_not_get_the_keys_of_the_bucket(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in installed.variables.items():
        monkeypatch.setenv(name, value)
    async with archiving(installed.data) as postgres:
        pid = (postgres.cluster / "postmaster.pid").read_text().split()[0]
        inherited = Path(f"/proc/{pid}/environ").read_bytes()
    assert b"AUDIENCIA_BACKUP_TO=s3://backups/town" in inherited and b"BACKUP_S3" not in inherited
    assert nightly.Backups.of(installed.bucket.settings(**_given(installed)), installed.data) is not None


def _given(installed: Installed) -> dict[str, object]:
    return {"data": installed.data.root, "backup_to": installed.to.address, "backup_recipients": (installed.public,)}
