"""The copy of the keys follows them: a suppressed person's key is gone from it too."""

import tarfile
from pathlib import Path

import pytest

from audiencia.core.cli_text import Stop
from audiencia.core.paths import DataFolder
from audiencia.operations.backup import folders, make, sealing
from audiencia.operations.backup.folder import Folder
from audiencia.operations.backup.key_copy import KeyCopy
from audiencia.privacy.crypto import Keyring

GONE, KEPT = 1, 2


def copied(place: Path, identity: str) -> Keyring:
    """What somebody finds who has the copy and the private key."""
    private = place / "private.txt"
    private.write_text(identity)
    target = place / f"found-{len(list(place.iterdir()))}"
    target.mkdir(mode=0o700)
    with (
        sealing.opened(Folder(place / "copy"), folders.KEYS, sealing.identity(private)) as stream,
        tarfile.open(fileobj=stream, mode="r|gz") as tar,
    ):
        tar.extractall(target, filter="data")
    return Keyring.open(target)


async def test_a_key_that_was_destroyed_is_gone_from_the_copy_at_the_next_turn(tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "data")
    keyring = Keyring.open(data.keys)
    public, private = sealing.new_pair()
    copy = KeyCopy(data, tmp_path / "copy", [public])
    assert await copy.turn() and not await copy.turn(), "once, while nothing changes"
    assert copied(tmp_path, private).has_leaf(GONE)
    keyring.destroy([GONE])
    assert await copy.turn()
    found = copied(tmp_path, private)
    assert not found.has_leaf(GONE) and found.has_leaf(KEPT)


async def test_no_key_is_put_below_a_disk_that_is_away(tmp_path: Path) -> None:
    data, to = DataFolder(tmp_path / "data"), tmp_path / "copy"
    Keyring.open(data.keys)
    public, _ = sealing.new_pair()
    assert await KeyCopy(data, to, [public]).turn()
    (to / folders.KEYS).rename(tmp_path / "on-the-disk")
    with pytest.raises(Stop, match="--keys-to"):
        await KeyCopy(data, to, [public]).turn()
    assert list(to.iterdir()) == []
    assert await KeyCopy(data, tmp_path / "another", [public]).turn(), "another folder begins"
    await make.keys(data, to, [public], begins=True)
    assert (to / folders.KEYS).exists()
