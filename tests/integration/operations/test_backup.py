"""A backup that is taken while people come, and what is restored of it: everything that was acknowledged, by its own keys alone."""

import asyncio
import io
import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from audiencia.cli.main import app as commands
from audiencia.core.cli_text import Stop
from audiencia.core.ids import AttentionId, PersonId
from audiencia.core.paths import DataFolder
from audiencia.db.migrations import migrate
from audiencia.operations import places
from audiencia.operations.backup import folders, make, manifest, nightly, runs, sealing, wal
from audiencia.operations.backup.folder import Folder
from audiencia.operations.backup.place import Place
from audiencia.operations.backup.restore import Wanted, restore
from audiencia.operations.checks import preflight
from audiencia.operations.context import open_context
from audiencia.operations.postgres import Postgres
from audiencia.operations.serve import embedded
from audiencia.operations.setup import seed
from audiencia.privacy import store
from audiencia.privacy.crypto import Keyring
from audiencia.privacy.shredding import Shredder
from audiencia.queue.sessions import sessions
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Settings
from tests.support.audience import ROOT
from tests.support.backups import archiving, clock, come_once, put_away, until
from tests.support.contexts import join
from tests.support.memory import in_memory

pytestmark = pytest.mark.usefixtures("english_terminal")
COMING, AT_ONCE = 60, 3


@dataclass
class Taken:
    """A backup, and what had been acknowledged when it began."""

    place: Path
    backup: Path
    keys: Path
    identity: Path
    public: str
    acknowledged: frozenset[PersonId]
    during: int
    suppressed: PersonId
    suppressed_later: PersonId
    kept: AttentionId
    early: PersonId
    moment: datetime
    late: PersonId
    """Somebody came before and after `moment`, when the backup had been taken."""

    def wanted(self, into: Path, **changes: Any) -> Wanted:
        return replace(Wanted(Folder(self.backup), self.keys, self.identity, into), **changes)


async def person_of(context: AppContext, attention: AttentionId) -> PersonId:
    async with context.database.read() as conn:
        return PersonId(await conn.fetchval("SELECT person_id FROM attention WHERE id = $1", attention))


async def suppress(context: AppContext, person: PersonId) -> None:
    async with context.database.begin() as tx:
        await store.erase_person(tx.conn, context.keyring, person)
    assert await Shredder(context.database, context.keyring).turn() > 0


async def come(context: AppContext, acknowledged: list[PersonId], enough: asyncio.Event) -> None:
    while not enough.is_set():
        acknowledged.append(await come_once(context))


async def take(place: Path) -> Taken:
    data = DataFolder(place / "data")
    public, private = sealing.new_pair()
    (place / "private.txt").write_text(f"# on paper\n{private}\n")
    async with archiving(data) as postgres:
        await migrate(postgres.url)
        settings = Settings(database_url=postgres.url, data=data.root, config=ROOT / "config")
        async with open_context(settings) as context:
            await seed.seed(context.database, context.municipality)
            await sessions.open_demo(context)
            visits = [await join(context) for _ in range(3)]
            gone, goes, _ = [await person_of(context, visit) for visit in visits]
            await suppress(context, gone)
            source = make.Source(data, ROOT / "config", context.database, context.keyring, postgres)
            acknowledged, enough = list[PersonId](), asyncio.Event()
            async with asyncio.TaskGroup() as group:
                for _ in range(AT_ONCE):
                    group.create_task(come(context, acknowledged, enough))
                await until(lambda: len(acknowledged) >= COMING)
                before = frozenset(acknowledged)
                backup = await make.backup(source, Folder(place / "backups"), [public])
                during = len(acknowledged) - len(before)
                async with runs.noted(context.database, "backup"):
                    pass
                (place / "unmounted").mkdir()
                with pytest.raises(Stop, match="unmounted"):
                    await make.backup(source, Folder(place / "unmounted"), [public], begins=False)
                enough.set()
            early = await come_once(context)
            await put_away(postgres, context, Folder(place / "backups"), public)
            moment, late = await clock(context), await come_once(context)
            await suppress(context, goes)
            keys = await make.keys(data, place / "keys-elsewhere", [public])
            await put_away(postgres, context, Folder(place / "backups"), public)
    identity = place / "private.txt"
    return Taken(
        place,
        place / "backups" / backup.name,
        keys,
        identity,
        public,
        before,
        during,
        gone,
        goes,
        visits[2],
        early,
        moment,
        late,
    )


@pytest.fixture(scope="module")
def taken() -> Iterator[Taken]:
    """Its folder is not below pytest's own, whose parents are closed to the servers' accounts."""
    with TemporaryDirectory(prefix="audiencia-backup-", dir=in_memory()) as folder:
        Path(folder).chmod(0o711)
        yield asyncio.run(take(Path(folder)))


@pytest.fixture
def into(taken: Taken) -> Iterator[Path]:
    folder = taken.place / f"restored-{uuid4().hex[:6]}"
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


async def readable(into: Path) -> set[PersonId]:
    """Whose key opens in a restored installation, which goes on."""
    async with embedded(DataFolder(into)) as (postgres, _, _):
        settings = Settings(database_url=postgres.url, data=into, config=into / "config")
        async with open_context(settings) as context:
            async with context.database.read() as conn:
                there = [PersonId(row[0]) for row in await conn.fetch("SELECT id FROM person")]
                keys, broken = await store.keys_and_broken(conn, context.keyring, there)
            assert not broken
            await join(context)
    return set(keys)


def test_all_that_was_acknowledged_comes_back_and_whoever_was_suppressed_does_not(taken: Taken, into: Path) -> None:
    found = asyncio.run(restore(taken.wanted(into)))
    assert taken.during > 0, "people came all the while"
    assert (found.visits, found.opened, found.suppressed) == (3, 1, 0) and found.made_at > taken.moment
    assert (into / "config" / "municipality.toml").read_bytes() == (ROOT / "config" / "municipality.toml").read_bytes()
    assert {path.stat().st_mode & 0o777 for path in (into / "config", into / "config" / "municipality.toml")} == {
        0o755,
        0o644,
    }, "the service's account reads it"
    there = asyncio.run(readable(into))
    assert there >= taken.acknowledged | {taken.early, taken.late}, "along the log, beyond the backup"
    assert not {taken.suppressed, taken.suppressed_later} & there


def test_a_backup_alone_holds_all_that_was_acknowledged_before(taken: Taken, into: Path) -> None:
    asyncio.run(restore(replace(taken.wanted(into), backup=Folder(copied(taken, "alone")))))
    there = asyncio.run(readable(into))
    assert there >= taken.acknowledged and taken.early not in there
    assert not {taken.suppressed, taken.suppressed_later} & there, "the second was suppressed after the backup"


def test_a_database_that_was_left_elsewhere_is_told_before_anything_is_unpacked(
    taken: Taken, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "SYSTEM_FOLDER", taken.place / "system")
    left = places.SYSTEM_FOLDER / places._hash(into) / "postgres" / "18" / "PG_VERSION"
    left.parent.mkdir(parents=True)
    left.write_text("18")
    steps = list[str]()
    with pytest.raises(Stop, match="already in"):
        asyncio.run(restore(taken.wanted(into), steps.append))
    assert (steps, left.read_text(), into.exists()) == ([], "18", False)


def test_it_goes_on_to_the_moment_that_is_named(taken: Taken, into: Path) -> None:
    found = asyncio.run(restore(replace(taken.wanted(into), until=taken.moment)))
    assert found.made_at < taken.moment
    there = asyncio.run(readable(into))
    assert taken.early in there and taken.late not in there
    assert not {taken.suppressed, taken.suppressed_later} & there, "the second was suppressed after that moment"


async def go_on(into: Path, to: Path, taken: Taken) -> PersonId:
    """Serves what was restored with the same folder of backups: somebody comes, and the log is put away."""
    async with archiving(DataFolder(into)) as postgres:
        assert nightly.last_of(Folder(to), postgres, datetime.now(UTC)) is None, "a backup is due"
        settings = Settings(database_url=postgres.url, data=into, config=into / "config")
        async with open_context(settings) as context:
            since = await come_once(context)
            await put_away(postgres, context, Folder(to), taken.public)
    return since


def test_a_second_restore_follows_the_first(taken: Taken, into: Path) -> None:
    backup = with_log(taken, "twice")
    asyncio.run(restore(replace(taken.wanted(into), backup=Folder(backup), until=taken.moment)))
    since = asyncio.run(go_on(into, backup.parent, taken))
    shutil.rmtree(into)
    asyncio.run(restore(replace(taken.wanted(into), backup=Folder(backup))))
    there = asyncio.run(readable(into))
    assert {taken.early, since} <= there and taken.late not in there


def test_a_log_that_lacks_a_file_is_not_believed(taken: Taken, into: Path) -> None:
    backup = with_log(taken, "hole")
    sorted((backup.parent / wal.FOLDER).iterdir())[-2].unlink()
    for moment, said in ((None, "The log lacks"), (taken.moment, "The log that was kept ends before")):
        with pytest.raises(Stop, match=said):
            asyncio.run(restore(replace(taken.wanted(into), backup=Folder(backup), until=moment)))
        assert not into.exists()


async def hang(spool: Path, to: Path, taken: Taken, hung: threading.Event, ends: list[threading.Event]) -> None:
    """Until the thread that hangs has begun, and the file was given up."""
    keyring = Keyring.open(DataFolder(taken.place / "data").keys)
    working = asyncio.create_task(wal.put_away(spool, Folder(to), [taken.public], keyring))
    try:
        async with asyncio.timeout(30):
            await until(lambda: bool(ends) and not any(not file.name.startswith(".") for file in spool.iterdir()))
    finally:
        working.cancel()
        hung.set()


def test_a_backup_is_due_after_a_part_of_the_log_was_given_up(
    taken: Taken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to, postgres = taken.backup.parent, Postgres.open(DataFolder(taken.place / "data"))
    postgres = replace(postgres, place=replace(postgres.place, data=tmp_path))
    postgres.archive.mkdir()
    assert nightly.last_of(Folder(to), postgres, datetime.now(UTC)) == folders.moment_of(Folder(taken.backup))
    (postgres.archive / "000000010000000000000009").touch()
    os.utime(postgres.archive / "000000010000000000000009", (0, 0))
    monkeypatch.setattr(wal, "ROOM", 1 << 60)
    hung = threading.Event()
    ends = list[threading.Event]()

    def hangs(*given: Any) -> None:
        ends.append(given[-1])
        hung.wait(60.0)

    monkeypatch.setattr(wal, "turn", hangs)
    asyncio.run(hang(postgres.archive, tmp_path, taken, hung, ends))
    assert nightly.last_of(Folder(to), postgres, datetime.now(UTC)) is None
    assert not (postgres.archive / "000000010000000000000009").exists()
    assert [end.is_set() for end in ends] == [True], "a thread that goes on ends at the next file"


def test_a_turn_ends_between_files(taken: Taken, tmp_path: Path) -> None:
    to = with_log(taken, "many").parent
    keyring, recipients = (
        Keyring.open(DataFolder(taken.place / "data").keys), sealing.recipients([taken.public])
    )  # fmt: skip
    for number in range(wal.MOST_OF_A_TURN + 2):
        (tmp_path / f"00000009000000000000{number:04X}").write_bytes(b"log")
    ends = threading.Event()
    ends.set()
    for left, end in ((wal.MOST_OF_A_TURN + 2, ends), (2, None), (0, None)):
        wal.turn(tmp_path, Folder(to / wal.FOLDER), recipients, keyring, end)
        assert len([file for file in tmp_path.iterdir() if not file.name.startswith(".")]) == left


def test_no_log_is_put_below_a_disk_that_is_away(taken: Taken, tmp_path: Path) -> None:
    keyring = Keyring.open(DataFolder(taken.place / "data").keys)
    (tmp_path / "000000010000000000000009").touch()
    with pytest.raises(Stop, match="holds no backup of this installation"):
        wal.turn(tmp_path, Folder(taken.place / "unmounted" / wal.FOLDER), sealing.recipients([taken.public]), keyring)
    assert list((taken.place / "unmounted").iterdir()) == [] and (tmp_path / "000000010000000000000009").exists()
    with pytest.raises(Stop, match="cannot be written"):
        Folder(tmp_path / "disk" / "backups").make()


def test_the_log_of_another_database_is_never_replaced(taken: Taken, tmp_path: Path) -> None:
    to = with_log(taken, "others").parent
    keyring = Keyring.open(DataFolder(taken.place / "data").keys)
    name = max((to / wal.FOLDER).iterdir()).name.removesuffix(wal.ENDING)
    (tmp_path / name).write_bytes(b"another past")
    with pytest.raises(Stop, match="is of another database"):
        wal.turn(tmp_path, Folder(to / wal.FOLDER), sealing.recipients([taken.public]), keyring)
    (to / wal.FOLDER / f"{name}{wal.ENDING}").unlink()
    for _ in range(2):  # PostgreSQL hands out the same again after a crash
        (tmp_path / name).write_bytes(b"another past")
        wal.turn(tmp_path, Folder(to / wal.FOLDER), sealing.recipients([taken.public]), keyring)
        assert not (tmp_path / name).exists()


def test_moments_that_cannot_be_had(taken: Taken, into: Path) -> None:
    made = manifest.read(Folder(taken.backup)).manifest
    for moment, said in (
        (taken.moment + timedelta(days=1), "The log that was kept ends before"),
        (made.made_at, "There is no backup from before"),
    ):
        with pytest.raises(Stop, match=said):
            asyncio.run(restore(replace(taken.wanted(into), until=moment)))
        assert not into.exists()


def test_a_log_that_somebody_else_put_there_is_refused(taken: Taken, into: Path) -> None:
    folder = with_log(taken, "foreign-log")
    one = max((folder.parent / wal.FOLDER).iterdir())
    sealing.seal(io.BytesIO(bytes(64) + b"log"), Folder(one.parent), one.name, sealing.recipients([taken.public]))
    with pytest.raises(Stop, match="was not made with these keys"):
        asyncio.run(restore(replace(taken.wanted(into), backup=Folder(folder))))
    assert not into.exists()


def copied(taken: Taken, name: str) -> Path:
    folder = taken.place / name / taken.backup.name
    shutil.copytree(taken.backup, folder)
    return folder


def with_log(taken: Taken, name: str) -> Path:
    folder = copied(taken, name)
    shutil.copytree(taken.backup.parent / wal.FOLDER, folder.parent / wal.FOLDER)
    return folder


def cut(folder: Path) -> None:
    file = folder / folders.DATABASE
    with file.open("r+b") as stream:
        stream.truncate(file.stat().st_size - 100_000)


def change(folder: Path) -> None:
    with (folder / folders.DATABASE).open("r+b") as stream:
        stream.seek(50_000)
        stream.write(b"changed")


def change_manifest(folder: Path) -> None:
    """Whoever changes a part and its hash with it cannot sign it."""
    change(folder)
    said = json.loads((folder / manifest.FILE).read_text())
    file = folder / folders.DATABASE
    part = sealing.Part(size=file.stat().st_size, sha256=sha256(file.read_bytes()).hexdigest())
    said["manifest"]["parts"][folders.DATABASE] = part.model_dump()
    (folder / manifest.FILE).write_text(json.dumps(said))


def newer(folder: Path) -> None:
    said = json.loads((folder / manifest.FILE).read_text())
    said["manifest"]["revision"] = "9999"
    (folder / manifest.FILE).write_text(json.dumps(said))


def remove_manifest(folder: Path) -> None:
    (folder / manifest.FILE).unlink()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (cut, "is cut off or was changed"),
        (change, "is cut off or was changed"),
        (change_manifest, "was not made with these keys, or was changed"),
        (newer, "schema_too_new"),
        (remove_manifest, "There is no backup in"),
    ],
)
def test_what_is_not_as_it_was_written_is_refused_and_leaves_nothing(
    taken: Taken, into: Path, damage: Callable[[Path], None], said: str
) -> None:
    folder = copied(taken, damage.__name__)
    damage(folder)
    with pytest.raises(Stop, match=said):
        asyncio.run(restore(taken.wanted(into, backup=Folder(folder))))
    assert not into.exists()


def test_a_second_restore_into_the_same_folder_takes_nothing_of_the_first(
    taken: Taken, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def first(*_: object) -> Place:
        """It came by while the second looked which backup it is."""
        preflight.make_folders(data)
        holding.enter_context(preflight.only_one(data))
        data.keys.mkdir()
        return choose(Folder(taken.backup), None)

    data, choose = DataFolder(into), folders.choose
    monkeypatch.setattr(folders, "choose", first)
    with ExitStack() as holding, pytest.raises(Stop, match="already runs"):
        asyncio.run(restore(taken.wanted(into)))
    assert data.keys.exists()
    with pytest.raises(Stop, match="is not empty"):
        asyncio.run(restore(taken.wanted(into)))
    assert data.keys.exists()


def run(*words: object) -> Result:
    return CliRunner().invoke(commands, [str(word) for word in words])


def stopped(*words: object) -> str:
    done = run(*words)
    assert isinstance(done.exception, Stop), (done.output, done.exception)
    return str(done.exception)


def test_restoring_says_each_mistake_in_a_sentence(taken: Taken, into: Path, tmp_path: Path) -> None:
    def tried(**changes: Any) -> str:
        wanted = replace(taken.wanted(into), **changes)
        return stopped(
            "restore", wanted.backup, "--keys", wanted.keys, "--identity", wanted.identity, "--into", wanted.into
        )

    other = tmp_path / "other.txt"
    other.write_text(sealing.new_pair()[1])
    assert "was sealed to another key" in tried(identity=other)
    assert "holds no private key" in tried(identity=taken.keys)
    assert "There is no copy of the keys in" in tried(keys=tmp_path)
    assert "There is no backup in" in tried(backup=Folder(tmp_path))
    assert "cannot be read" in tried(identity=tmp_path / "none.txt")
    assert "is not empty" in tried(into=taken.place)
    foreign = tmp_path / "foreign"
    (foreign / "keys").mkdir(parents=True, mode=0o700)
    for name in ("pepper.key", "epoch-000001.key"):
        (foreign / "keys" / name).write_text("ab" * 32 + "\n")
        (foreign / "keys" / name).chmod(0o600)
    asyncio.run(make.keys(DataFolder(foreign), foreign / "copy", [taken.public]))
    assert "was not made with these keys" in tried(keys=foreign / "copy")
    assert not into.exists()


def test_backing_up_says_each_mistake_in_a_sentence(
    settings: Settings, taken: Taken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "another server's" in stopped("backup", "--to", tmp_path / "to")
    monkeypatch.delenv("AUDIENCIA_DATABASE_URL")
    assert "Say where to" in stopped("backup")
    assert "never lie in one place" in stopped("backup", "--to", tmp_path / "to", "--keys-to", tmp_path / "to" / "keys")
    assert "lies with the data themselves" in stopped("backup", "--to", settings.data / "backups")
    assert "copies of the other kind" in stopped("backup", "--to", taken.keys.parent)
    assert "copies of the other kind" in stopped("backup", "--keys-to", taken.backup.parent)
    assert "AUDIENCIA_BACKUP_RECIPIENTS" in stopped("backup", "--keys-to", tmp_path / "to")
    monkeypatch.setenv("AUDIENCIA_BACKUP_RECIPIENTS", "age1nobody")
    assert "is no public key" in stopped("backup", "--keys-to", tmp_path / "to")
    monkeypatch.setenv("AUDIENCIA_BACKUP_RECIPIENTS", taken.public)
    assert "There are no keys in" in stopped("backup", "--keys-to", tmp_path / "to")


def test_the_pair_is_shown_once_and_the_output_in_a_file_is_the_private_key(tmp_path: Path) -> None:
    shown = run("backup", "key")
    lines = shown.output.splitlines()
    assert lines[1].startswith("age1") and lines[3].startswith("AGE-SECRET-KEY-1")
    file = tmp_path / "key"
    file.write_text(shown.stdout, "utf-8")
    assert str(sealing.identity(file).to_public()) == lines[1]


async def started(taken: Taken, *words: object) -> asyncio.subprocess.Process:
    """A command beside the database that was backed up, as a terminal or the service starts it."""
    given = {"DATA": taken.place / "data", "CONFIG": ROOT / "config", "BACKUP_TO": taken.backup.parent}
    names = {f"AUDIENCIA_{name}": str(value) for name, value in given.items()}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "audiencia", "backup", *map(str, words), stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT, env={**os.environ, **names, "AUDIENCIA_BACKUP_RECIPIENTS": taken.public},
    )  # fmt: skip


async def ended(process: asyncio.subprocess.Process) -> tuple[int | None, str]:
    said = (await process.communicate())[0].decode()
    return process.returncode, said


async def noted(postgres: Postgres) -> list[tuple[str, str]]:
    connection = await asyncpg.connect(postgres.url)
    rows = await connection.fetch("SELECT kind, problem FROM backup_run ORDER BY id")
    await connection.close()
    return [(row["kind"], row["problem"]) for row in rows]


async def command_by_command(taken: Taken) -> None:
    drill = taken.place / "data" / "drill"
    (taken.place / "file").touch()
    async with archiving(DataFolder(taken.place / "data")) as postgres:
        where = ("--to", taken.place / "more", "--keys-to", taken.place / "file" / "keys")
        code, said = await ended(await started(taken, *where))
        _, problem = (await noted(postgres))[-1]
        assert code == 2 and "cannot be written" in problem and problem in said, "not good without the keys"
        (drill / "data" / "keys").mkdir(parents=True)  # of one that was killed
        (drill / "data" / "keys" / "old.key").touch()
        process = await started(taken, "drill", "--identity", taken.identity, "--keys", taken.keys)
        await until(lambda: (drill / "data" / "keys" / "pepper.key").exists() or process.returncode is not None)
        process.send_signal(signal.SIGHUP)
        code, said = await ended(process)
        assert code == 1 and not drill.exists(), said


def test_a_backup_counts_with_its_keys_and_a_drill_that_is_ended_leaves_nothing(taken: Taken) -> None:
    asyncio.run(command_by_command(taken))
