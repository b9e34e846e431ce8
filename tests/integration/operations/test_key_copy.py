"""The copy of the keys follows them: a suppressed person's key is gone from it too."""

import tarfile
from pathlib import Path

from audiencia.core.paths import DataFolder
from audiencia.operations.backup import folders, sealing
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
        sealing.opened(place / "copy" / folders.KEYS, sealing.identity(private)) as stream,
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
