"""Files of backups in a folder and in a bucket: the same in both; and what may be wrong with a bucket, in a sentence each."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from audiencia.core.cli_text import Stop
from audiencia.operations.backup import bucket, places
from audiencia.operations.backup.bucket import Bucket
from audiencia.operations.backup.folder import Folder
from audiencia.operations.backup.place import Place
from audiencia.settings.backup_place import S3Address
from tests.support.bucket import BUCKET, SKEWED, Offered, offered

pytestmark = pytest.mark.usefixtures("english_terminal")
LITTLE = 5 << 20
"""The least that S3 takes as a part."""
NAME = "20261124T103000Z"
Make = Callable[[], Bucket]


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offered]:
    with offered(tmp_path_factory.mktemp("bucket")) as found:
        yield found


@pytest.fixture
def in_bucket(there: Offered, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    monkeypatch.setattr(bucket, "PART", LITTLE)
    yield Bucket.of(there.address(uuid4().hex), there.settings())
    there.gate.cut_after = there.gate.answers = None
    there.gate.cuts = 0
    there.gate.loses = there.gate.gone = b""


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, in_bucket: Bucket, tmp_path: Path) -> Place:
    return Folder(tmp_path) if request.param == "folder" else in_bucket


def write(to: Place, name: str, content: bytes) -> None:
    with to.writing(name) as file:
        for begin in range(0, len(content), 1 << 20):
            file.write(content[begin : begin + (1 << 20)])


def read(place: Place, name: str) -> bytes:
    with place.open(name) as file:
        return file.read()


def test_a_file_is_there_whole_or_not_at_all(place: Place) -> None:
    one, content = place.below("one"), os.urandom(2 * LITTLE + 17)
    assert (place.folders(), one.files(), one.has("a")) == ([], [], False)
    one.make()
    write(one, "a", content)
    write(one, "ab", b"small")
    assert read(one, "a") == content and read(one, "ab") == b"small"
    assert (place.folders(), place.files(), one.files()) == (["one"], [], ["a", "ab"])
    assert (one.name, str(one.above), one.at("a")) == ("one", str(place), f"{place}/one/a")
    assert one.has("a") and not one.has("abc") and one.modified("a") > 1.7e9
    with pytest.raises(ZeroDivisionError), one.writing("a") as file:
        file.write(bytes(LITTLE + 1))
        raise ZeroDivisionError
    assert read(one, "a") == content, "as before"
    write(one, "a", b"another")
    assert read(one, "a") == b"another"
    one.remove("a")
    one.remove("a")
    with pytest.raises(Stop, match="a"):
        read(one, "a")
    one.clear()
    assert place.folders() == []


def test_an_upload_that_breaks_is_no_file_and_the_next_backup_takes_it_away(
    there: Offered, in_bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket, "TRIES", 1)
    in_bucket = Bucket.of(in_bucket.address, there.settings())
    there.gate.passed, there.gate.cut_after, there.gate.cuts = 0, 7 << 20, 1000
    one = in_bucket.below(NAME)
    with pytest.raises(Stop, match=r"127\.0\.0\.1:\d+ (cut off|cannot be reached|does not answer)"):
        write(one, "database.age", bytes(4 * LITTLE))
    there.gate.cuts = 0
    assert not one.has("database.age") and there.uploads() == [one.key("database.age")]
    in_bucket.drop_unfinished()
    assert there.uploads() == [] and one.files() == []


@pytest.mark.parametrize("prefix", ["", "town/"])
def test_unfinished_uploads_of_others_stay(there: Offered, prefix: str) -> None:
    others = ["video.mp4", "database.age", f"other/{NAME}/database.age", f"{NAME}/video.mp4", f"{NAME}/a/config.age"]
    ours = [f"{NAME}/{name}" for name in ("config.age", "database.age", "manifest.json")]
    begun = {
        key: there.client.create_multipart_upload(Bucket=BUCKET, Key=key)["UploadId"]
        for key in (prefix + name for name in (*others, *ours))
    }
    all_of_it = Bucket.of(S3Address(BUCKET, prefix), there.settings())
    all_of_it.below(NAME).drop_unfinished()
    assert sorted(there.uploads()) == sorted(prefix + name for name in others), "by the backup's own folder"
    again = there.client.create_multipart_upload(Bucket=BUCKET, Key=f"{prefix}{ours[0]}")["UploadId"]
    all_of_it.drop_unfinished()
    assert again and sorted(there.uploads()) == sorted(prefix + name for name in others)
    for name in others:
        there.client.abort_multipart_upload(Bucket=BUCKET, Key=prefix + name, UploadId=begun[prefix + name])


def test_a_lost_answer_to_the_last_call_costs_no_backup(there: Offered, in_bucket: Bucket) -> None:
    """The next try is told that there is no such upload: the file is there."""
    content = os.urandom(LITTLE + 1)
    there.gate.loses = b"POST /backups/" + in_bucket.key("database.age").encode() + b"?uploadId="
    write(in_bucket, "database.age", content)
    assert there.gate.loses == there.gate.gone == b"" and read(in_bucket, "database.age") == content
    there.gate.gone = b"POST /backups/" + in_bucket.key("config.age").encode() + b"?uploadId="
    with pytest.raises(Stop, match="gave the upload up"):
        write(in_bucket, "config.age", content)
    assert not in_bucket.has("config.age")


def test_a_connection_that_breaks_once_costs_a_part_and_no_backup(there: Offered, in_bucket: Bucket) -> None:
    content = os.urandom(3 * LITTLE)
    there.gate.passed, there.gate.cut_after, there.gate.cuts = 0, 7 << 20, 1
    write(in_bucket, "database.age", content)
    assert there.gate.cuts == 0 and read(in_bucket, "database.age") == content and there.uploads() == []


def test_a_file_that_is_replaced_while_it_is_read_is_not_believed(in_bucket: Bucket) -> None:
    write(in_bucket, "a", bytes(LITTLE + 1))
    with in_bucket.open("a") as file:
        assert len(file.read(10)) == 10
        write(in_bucket, "a", os.urandom(LITTLE + 1))
        with pytest.raises(Stop, match=r"was changed or removed while it was read"):
            while file.read(LITTLE):
                pass


def _of(there: Offered, **changes: object) -> Bucket:
    return Bucket.of(there.address("mistakes"), there.settings(**changes))


def wrong_key(there: Offered) -> Bucket:
    return _of(there, backup_s3_access_key="AKIAIOSFODNN7EXAMPLE")


def wrong_secret(there: Offered) -> Bucket:
    return _of(there, backup_s3_secret_key="not-it")


def no_bucket(there: Offered) -> Bucket:
    return replace(_of(there), address=S3Address("nobodys"))


def away(there: Offered) -> Bucket:
    return _of(there, backup_s3_endpoint="https://127.0.0.1:9")


def another_authority(there: Offered) -> Bucket:
    return _of(there, backup_s3_ca=None)


def clock_ahead(there: Offered) -> Bucket:
    there.gate.answers = SKEWED
    return _of(there)


MISTAKES: dict[Callable[[Offered], Bucket], tuple[str, str]] = {
    wrong_key: ("knows no such key", "no conoce esa llave"),
    wrong_secret: ("knows no such key", "no conoce esa llave"),
    no_bucket: ("There is no bucket «nobodys»", "No hay ningún bucket «nobodys»"),
    away: ("127.0.0.1:9 cannot be reached", "No se llega a 127.0.0.1:9"),
    another_authority: ("AUDIENCIA_BACKUP_S3_CA", "AUDIENCIA_BACKUP_S3_CA"),
    clock_ahead: ("too far apart", "demasiado distintos"),
}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.__name__)
def test_each_mistake_is_one_sentence(
    there: Offered,
    in_bucket: Bucket,
    mistake: Callable[[Offered], Bucket],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bucket, "TRIES", 1)
    wrong, secret = mistake(there), there.variables["AUDIENCIA_BACKUP_S3_SECRET_KEY"]
    for language, sentence in zip(("en_US.UTF-8", "es_MX.UTF-8"), MISTAKES[mistake], strict=True):
        for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.setenv(name, language)
        with pytest.raises(Stop) as told:
            wrong.folders()
        said = str(told.value)
        assert sentence in said and "\n" not in said and secret not in said
    assert in_bucket.address.bucket == BUCKET


def test_without_keys_no_bucket_is_opened(there: Offered) -> None:
    with pytest.raises(Stop, match="AUDIENCIA_BACKUP_S3_ACCESS_KEY"):
        places.open_place(there.address("x"), there.settings(backup_s3_secret_key=None))
    with pytest.raises(Stop, match="is not there"):
        places.open_place(there.address("x"), there.settings(backup_s3_ca="/nowhere.pem"))
    assert isinstance(places.open_place(places.named("/mnt/backups"), there.settings()), Folder)
