"""Key files: the owner's alone, made once, refused in words when something is wrong."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest

from audiencia.core.ids import PersonId
from audiencia.privacy import keyfiles
from audiencia.privacy.crypto import Keyring, new_person_key


def test_only_the_owner_reads(tmp_path: Path) -> None:
    Keyring.open(tmp_path / "keys")
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()}
    assert modes == {"pepper.key": 0o600, "epoch-000001.key": 0o600}


def test_all_who_start_together_get_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: keyfiles.read_or_make(tmp_path / "one.key"), range(32)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["one.key"]


def test_no_draft_of_a_writing_that_was_cut_off_keeps_a_destroyed_key(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    keyring, epoch = Keyring.open(folder), folder / "epoch-000001.key"
    draft, linked = folder / ".epoch-000001.key.0123456789abcdef", folder / ".epoch-000001.key.fedcba9876543210"
    draft.write_bytes(epoch.read_bytes())
    linked.hardlink_to(epoch)
    person = PersonId(UUID(int=1))
    wrapped, number = keyring.wrap(new_person_key(), person, 7)
    assert keyring.destroy([3]) == 1
    assert sorted(path.name for path in folder.iterdir()) == ["epoch-000001.key", "pepper.key"]
    assert Keyring.open(folder).unwrap(wrapped, number, person), "the key of the others is whole"


@pytest.mark.parametrize("content", ["", "zz", "00ff", "00" * 33])
def test_damage_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "one.key"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(keyfiles.KeyFileError, match="restore it from your copy"):
        keyfiles.read(path)


def test_a_key_open_to_others_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "one.key"
    keyfiles.read_or_make(path)
    path.chmod(0o640)
    with pytest.raises(keyfiles.KeyFileError, match="chmod 600"):
        keyfiles.read_or_make(path)


def test_a_folder_open_to_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir(mode=0o755)
    with pytest.raises(keyfiles.KeyFileError, match="chmod 700"):
        Keyring.open(tmp_path / "keys")


def test_a_file_in_the_way_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("")
    with pytest.raises(keyfiles.KeyFileError, match="cannot be made"):
        Keyring.open(tmp_path / "keys")
