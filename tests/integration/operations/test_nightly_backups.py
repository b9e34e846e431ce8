"""What `serve` does for backups: one at once, and the copy of the keys; nothing for another server's database."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audiencia.core.paths import DataFolder
from audiencia.operations.backup import folders, nightly, sealing
from audiencia.operations.checks import preflight
from audiencia.settings.config import Settings
from tests.support.audience import ROOT


async def test_a_first_backup_is_taken_at_once_and_the_keys_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, taken = DataFolder(tmp_path / "data"), asyncio.Event()
    preflight.make_folders(data)

    async def take(_: DataFolder, _whole: bool) -> bool:
        taken.set()
        return True

    monkeypatch.setattr(nightly, "_take", take)
    settings = Settings(
        data=data.root, config=ROOT / "config", backup_to=tmp_path / "to", backup_keys_to=tmp_path / "keys",
        backup_recipients=(sealing.new_pair()[0],),
    )  # fmt: skip
    elsewhere = settings.model_copy(update={"database_url": "postgresql://db/audiencia"})
    assert nightly.Backups.of(elsewhere, data) is None
    backups = nightly.Backups.of(settings, data)
    assert backups is not None
    keeping = asyncio.create_task(backups.keep())
    async with asyncio.timeout(60):
        await taken.wait()
        while not (tmp_path / "keys" / folders.KEYS).exists():
            await asyncio.sleep(0.01)
    keeping.cancel()


async def test_only_what_failed_after_the_data_were_taken_is_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, taken = DataFolder(tmp_path / "data"), list[bool]()
    preflight.make_folders(data)

    async def take(_: DataFolder, whole: bool) -> bool:
        taken.append(whole)
        return len(taken) == 4

    monkeypatch.setattr(nightly, "_take", take)
    monkeypatch.setattr(nightly, "last_of", lambda *_: datetime.now(UTC) if len(taken) > 1 else None)
    monkeypatch.setattr(nightly, "AGAIN", timedelta(0))
    monkeypatch.setattr(nightly, "LOOK_SECONDS", 0.01)
    settings = Settings(
        data=data.root, config=ROOT / "config", backup_to=tmp_path / "to", backup_recipients=(sealing.new_pair()[0],)
    )
    backups = nightly.Backups.of(settings, data)
    assert backups is not None
    keeping = asyncio.create_task(backups.keep())
    async with asyncio.timeout(60):
        while len(taken) < 4:
            await asyncio.sleep(0.01)
    keeping.cancel()
    assert taken == [False, False, True, True], "the first failed before they were whole"
