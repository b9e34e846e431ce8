"""Which backups are removed, and which of the log with them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audiencia.core.cli_text import Stop
from audiencia.operations.backup import folders, make, manifest, wal
from audiencia.operations.backup.folder import Folder
from audiencia.operations.backup.manifest import Manifest
from audiencia.privacy.crypto import Keyring

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
DAYS = 30


def backup(to: Path, keyring: Keyring, ago: int, segment: int) -> None:
    """Of so many days ago, whose log begins at this segment."""
    moment = NOW - timedelta(days=ago)
    made = Manifest(
        made_at=moment, ended_at=moment, program="0", revision="0", postgres=18, installation="",
        wal_from=f"00000001{segment:016X}", at_least={}, at_most={}, audit_end="", parts={},
    )  # fmt: skip
    folder = Folder(to / folders.name_of(moment))
    folder.make()
    manifest.write(folder, made, keyring)


def days_left(to: Path) -> list[int]:
    return [(NOW - folders.moment_of(one)).days for one in folders.whole(Folder(to))]


AHEAD = -400
"""Taken while the clock was ahead."""


@pytest.mark.parametrize(
    ("there", "left", "log_from"),
    [
        ([90, 60, 31, 30, 1, 0], [30, 1, 0], 3),
        ([90, 80, 70, 60, 0], [70, 60, 0], 2),
        ([90, 0], [90, 0], 0),
        ([AHEAD, 1, 0], [1, 0, AHEAD], 0),
        ([3, AHEAD, 1, 0], [3, 1, 0], 0),
        ([AHEAD, 2, 1, 0], [2, 1, 0], 1),
    ],
    ids=["older than wanted", "three always", "two", "ahead alone", "ahead and enough", "ahead was the first"],
)
def test_remove_old(tmp_path: Path, there: list[int], left: list[int], log_from: int) -> None:
    """`there` and the log as they came about; the newest is of `NOW`."""
    keyring, to = Keyring.open(tmp_path / "keys"), tmp_path / "to"
    (to / wal.FOLDER).mkdir(parents=True)
    for segment, ago in enumerate(there):
        backup(to, keyring, ago, segment)
        (to / wal.FOLDER / f"00000001{segment:016X}{wal.ENDING}").touch()
    history = to / wal.FOLDER / f"00000002.history{wal.ENDING}"
    history.touch()
    gone = make.remove_old(Folder(to), Folder(to / folders.name_of(NOW)), DAYS)
    assert days_left(to) == left and not any(one.files() for one in gone)
    kept = sorted(int(file.name[8:24], 16) for file in (to / wal.FOLDER).iterdir() if file != history)
    assert kept == list(range(log_from, len(there))) and history.exists()


def test_what_cannot_be_removed_is_said_each_time_and_hinders_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    keyring, to, there = Keyring.open(tmp_path / "keys"), tmp_path / "to", [90, 80, 2, 1, 0]
    (to / wal.FOLDER).mkdir(parents=True)
    for segment, ago in enumerate(there):
        backup(to, keyring, ago, segment)
        (to / wal.FOLDER / f"00000001{segment:016X}{wal.ENDING}").touch()
    oldest = to / folders.name_of(NOW - timedelta(days=90))
    oldest.rename(tmp_path / "linked")
    oldest.symlink_to(tmp_path / "linked")  # which is not followed
    for _ in range(2):
        with pytest.raises(Stop, match=f"{oldest.name} cannot be removed"):
            make.remove_old(Folder(to), Folder(to / folders.name_of(NOW)), DAYS)
        assert days_left(to) == [2, 1, 0] and len(list((to / wal.FOLDER).iterdir())) == 3
    oldest.unlink()
    assert make.remove_old(Folder(to), Folder(to / folders.name_of(NOW)), DAYS) == []


def test_a_backup_of_a_clock_that_was_ahead_does_not_count_as_the_last(tmp_path: Path) -> None:
    keyring = Keyring.open(tmp_path / "keys")
    for segment, ago in enumerate([2, AHEAD]):
        backup(tmp_path, keyring, ago, segment)
    assert [folders.moment_of(one) for one in folders.from_newest(Folder(tmp_path), NOW)] == [NOW - timedelta(days=2)]
