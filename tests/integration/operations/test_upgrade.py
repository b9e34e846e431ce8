"""An upgrade of the tables: what it would change is said first, and a backup is taken before, where backups are set up."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest
from alembic import command
from typer.testing import CliRunner

from audiencia.cli import backups, upgrading
from audiencia.cli.backups import before_migration
from audiencia.cli.main import app as commands
from audiencia.core.cli_text import Stop
from audiencia.core.paths import DataFolder
from audiencia.db import revisions
from audiencia.db.migrations import configuration, migrate
from audiencia.operations import opening
from audiencia.operations.backup import folders, manifest, sealing, wal
from audiencia.operations.backup.folder import Folder
from audiencia.operations.checks import preflight
from audiencia.operations.checks.result import State
from audiencia.operations.postgres import Postgres
from audiencia.operations.supervisor import Supervisor
from audiencia.settings.backup_place import S3Address
from audiencia.settings.config import Settings
from tests.support.audience import ROOT
from tests.support.memory import in_memory

pytestmark = pytest.mark.usefixtures("english_terminal")
OLDER = "0126"


@dataclass
class Place:
    """An embedded database as an earlier version left it, and the settings as they were given."""

    folder: Path
    given: Settings
    ready: Settings


@asynccontextmanager
async def older(folder: Path) -> AsyncIterator[Place]:
    data = DataFolder(folder / "data")
    public, private = sealing.new_pair()
    (folder / "private.txt").write_text(f"{private}\n")
    preflight.make_folders(data)
    postgres = Postgres.open(data)
    given = Settings(
        data=data.root, config=ROOT / "config", backup_to=folder / "backups", backup_keys_to=folder / "keys-elsewhere",
        backup_recipients=(public,),
    )  # fmt: skip
    async with Supervisor(data.run, data.logs) as supervisor:
        await supervisor.start([postgres.spec()])
        await asyncio.to_thread(command.upgrade, configuration(postgres.url), OLDER)
        ready = given.model_copy(update={"database_url": postgres.url})
        async with opening.open_keys(ready):
            pass  # the keys are made
        yield Place(folder, given, ready)


async def execute(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(sql)
    await connection.close()


async def test_it_is_told_first_then_a_backup_is_taken_and_the_drill_restores_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not below pytest's own folder: the servers' accounts may not pass through that.
    with TemporaryDirectory(prefix="audiencia-upgrade-", dir=in_memory()) as folder:
        Path(folder).chmod(0o711)
        async with older(Path(folder)) as place:
            await upgrade(place, capsys)
            await drill(place, monkeypatch)


async def upgrade(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    to, url = place.folder / "backups", place.ready.database_url
    assert url is not None
    await before_migration(place.given.model_copy(update={"backup_to": None}), place.ready)
    assert "No backup is taken before" in capsys.readouterr().out and not to.exists()
    await before_migration(place.given, place.ready)
    (taken,) = folders.whole(Folder(to))
    assert manifest.read(taken).manifest.revision == OLDER
    assert str(taken) in capsys.readouterr().out
    await migrate(url)
    await _rest(place, taken.name)
    await before_migration(place.given, place.ready)
    assert capsys.readouterr().out == "" and folders.whole(Folder(to)) == [taken], "nothing is left to be changed"


async def _rest(place: Place, taken: str) -> None:
    """Where the keys cannot be copied the old log goes all the same; what failed is done again without the data."""
    to, away = Folder(place.folder / "backups"), place.folder / "away" / "keys"
    old = to.below(wal.FOLDER).path / f"{'0' * 24}{wal.ENDING}"
    to.below(wal.FOLDER).make()
    old.touch()
    with pytest.raises(Stop):  # it is noted too, where no backup is to be found any more
        await backups._take(place.ready, Folder(place.folder / "nowhere"), None, sealing.silent, rest=True)
    with pytest.raises(Stop, match="cannot be written"):
        await backups._take(place.ready, to, away, sealing.silent, rest=True)
    assert not old.exists()
    keys = place.given.backup_keys_to
    assert keys is not None
    said = await backups._take(place.ready, to, keys, sealing.silent, rest=True)
    assert taken in said[0] and [one.name for one in folders.whole(to)] == [taken]


async def drill(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    keys, identity = place.given.backup_keys_to, place.folder / "private.txt"
    for name, value in (("DATA", place.given.data), ("BACKUP_TO", place.given.backup_to), ("BACKUP_KEYS_TO", keys)):
        monkeypatch.setenv(f"AUDIENCIA_{name}", str(value))
    words = ("-m", "audiencia", "backup", "drill", "--identity", str(identity))
    process = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=asyncio.subprocess.PIPE)
    said = (await process.communicate())[0].decode()
    assert process.returncode == 0, said
    assert [line.partition(" ")[0] for line in said.splitlines()] == ["Restored", "0"], "no record of ours"
    assert place.ready.database_url is not None
    connection = await asyncpg.connect(place.ready.database_url)
    noted = await connection.fetch("SELECT kind, problem, began_at FROM backup_run ORDER BY id")
    await connection.close()
    assert [(row["kind"], bool(row["problem"])) for row in noted] == [
        ("backup", True), ("backup", True), ("backup", False), ("drill", False)
    ]  # fmt: skip
    (taken,) = folders.whole(Folder(place.folder / "backups"))
    assert noted[2]["began_at"] == manifest.read(taken).manifest.made_at, "as old as the data"


def test_the_look_before_says_what_would_run_and_changes_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = settings.database_url
    assert url is not None
    settings.data.mkdir()
    monkeypatch.setattr(opening, "COMMAND_TRIES", 0)
    asyncio.run(execute(url, f"UPDATE alembic_version SET version_num = '{OLDER}'"))
    done = CliRunner().invoke(commands, ["upgrade", "--check"])
    assert done.exit_code == 0, done.output
    steps = revisions.after(OLDER)
    lines = done.output.splitlines()
    assert f"changes the tables from revision {OLDER}" in lines[0]
    assert [line.strip() for line in lines[1 : len(steps) + 1]] == steps
    assert "none are set up here" in done.output and "MB free at" in done.output
    assert list(settings.data.iterdir()) == [] and asyncio.run(opening.revision_of_tables(settings)) == OLDER
    asyncio.run(execute(url, f"UPDATE alembic_version SET version_num = '{revisions.newest()}'"))
    assert "changes no tables" in CliRunner().invoke(commands, ["upgrade", "--check"]).output


def test_a_place_of_backups_that_is_away_is_a_red_check_among_the_others(
    tmp_path: Path,
) -> None:
    settings = Settings(data=tmp_path, backup_to=S3Address("backups"))
    found = list(upgrading._safe(settings.model_copy(update={"database_url": None})))
    assert found[0].state is State.RED and [one.code for one in found] == ["backup", "disk"]
    assert "AUDIENCIA_BACKUP_S3_ACCESS_KEY" in str(found[0].sentence.values["why"])
