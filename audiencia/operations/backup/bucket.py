"""Files of backups in a bucket, by S3's protocol (Amazon's API reference of 2006-03-01), whoever offers it."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

from audiencia.core.cli_text import Stop, _
from audiencia.operations.backup import bucket_errors, folders, manifest
from audiencia.settings.backup_place import S3Address
from audiencia.settings.config import Settings

PART = 32 << 20  # Bytes of each part but the last: all alike, as some servers want it; held in memory.
MOST_PARTS = 10_000  # More than that no server takes: 320 GB.
CONNECT_SECONDS, ANSWER_SECONDS, TRIES = 10, 30, 4
COMPLETE_SECONDS = 300  # Some servers put all parts together before they say anything.
USUAL = "s3.amazonaws.com"
FILES = "|".join(map(re.escape, (folders.DATABASE, folders.CONFIGURATION, manifest.FILE)))
OF_A_BACKUP = re.compile(rf"(?:[^/]*/)?{folders.NAME.pattern}/(?:{FILES})")
"""What a backup writes, from the name of its folder or of the place of all on. Files of the log fit into one part."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A `Place`. `client`: of botocore, for any number of threads; `patient` waits longer. `host`: for people."""

    address: S3Address
    client: Any
    patient: Any
    host: str

    @classmethod
    def of(cls, address: S3Address, settings: Settings) -> "Bucket":
        """Reaches nothing yet. Raises `Stop` where the keys are not given."""
        key, secret = settings.backup_s3_access_key, settings.backup_s3_secret_key
        if key is None or secret is None:
            raise Stop(
                _(
                    "%(place)s needs AUDIENCIA_BACKUP_S3_ACCESS_KEY and AUDIENCIA_BACKUP_S3_SECRET_KEY; put them into a file "
                    "that the service's account alone reads.",
                    place=address,
                )
            )
        host = (settings.backup_s3_endpoint or USUAL).partition("://")[2] or USUAL
        ca = settings.backup_s3_ca
        if ca is not None and not ca.is_file():
            raise Stop(_("%(file)s of AUDIENCIA_BACKUP_S3_CA is not there.", file=ca))
        session = botocore.session.Session()
        with bucket_errors.told(address, host):
            client, patient = (
                session.create_client(
                    "s3", region_name=settings.backup_s3_region, endpoint_url=settings.backup_s3_endpoint,
                    aws_access_key_id=key.get_secret_value(), aws_secret_access_key=secret.get_secret_value(),
                    verify=True if ca is None else str(ca), config=_config(settings, seconds),
                )
                for seconds in (ANSWER_SECONDS, COMPLETE_SECONDS)
            )  # fmt: skip
        return cls(address, client, patient, host)

    def __str__(self) -> str:
        return str(self.address)

    @property
    def name(self) -> str:
        return self.address.prefix.rstrip("/").rpartition("/")[2]

    @property
    def above(self) -> "Bucket":
        head, slash, _name = self.address.prefix.rstrip("/").rpartition("/")
        return replace(self, address=replace(self.address, prefix=head + slash))

    def below(self, name: str) -> "Bucket":
        return replace(self, address=replace(self.address, prefix=f"{self.address.prefix}{name}/"))

    def at(self, name: str) -> str:
        return f"{self}/{name}"

    def make(self) -> None:
        """Names need no folder."""

    def folders(self) -> list[str]:
        pages = self._pages("list_objects_v2", Delimiter="/")
        return sorted(self._last(one["Prefix"]) for page in pages for one in page.get("CommonPrefixes", ()))

    def files(self) -> list[str]:
        pages = self._pages("list_objects_v2", Delimiter="/")
        return sorted(self._last(one["Key"]) for page in pages for one in page.get("Contents", ()))

    def has(self, name: str) -> bool:
        """By a list: the answer to HEAD says of no mistake what it is."""
        return self._found(name) is not None

    def modified(self, name: str) -> float:
        found = self._found(name)
        if found is None:
            raise Stop(bucket_errors.missing(self.at(name)))
        return float(found["LastModified"].timestamp())

    @contextmanager
    def open(self, name: str) -> Iterator["Download"]:
        if not self.has(name):
            raise Stop(bucket_errors.missing(self.at(name)))
        yield Download(self, name)

    @contextmanager
    def writing(self, name: str) -> Iterator["Upload"]:
        upload = Upload(self, name)
        try:
            yield upload
            upload.finish()
        except BaseException:
            upload.abort()
            raise

    def remove(self, name: str) -> None:
        self.call("delete_object", Key=self.key(name))

    def clear(self) -> None:
        self.drop_unfinished()
        for page in self._pages("list_objects_v2"):
            for one in page.get("Contents", ()):
                self.call("delete_object", Key=one["Key"])

    def drop_unfinished(self) -> None:
        """Aborts unfinished uploads of backups alone: others may upload to the same bucket."""
        for page in self._pages("list_multipart_uploads"):
            for one in page.get("Uploads", ()):
                if OF_A_BACKUP.fullmatch(f"{self.name}/{self._last(one['Key'])}"):
                    self.call("abort_multipart_upload", Key=one["Key"], UploadId=one["UploadId"])

    def key(self, name: str) -> str:
        """The name in the bucket."""
        return self.address.prefix + name

    def call(self, operation: str, **values: Any) -> Mapping[str, Any]:
        """Raises `Stop`."""
        with bucket_errors.told(self.address, self.host):
            answer: Mapping[str, Any] = getattr(self.client, operation)(Bucket=self.address.bucket, **values)
        return answer

    def complete(self, key: str, upload: str, tags: Sequence[str], size: int) -> None:
        """Raises `Stop`. An upload that is no longer known may have been completed by a try whose answer was lost."""
        parts = [{"ETag": tag, "PartNumber": number} for number, tag in enumerate(tags, 1)]
        try:
            with bucket_errors.told(self.address, self.host):
                self.patient.complete_multipart_upload(
                    Bucket=self.address.bucket, Key=key, UploadId=upload, MultipartUpload={"Parts": parts}
                )
        except Stop as error:
            found = self._found(self._last(key)) if bucket_errors.is_gone(error) else None
            if found is None or found["Size"] != size:
                raise

    def _last(self, key: str) -> str:
        return key.removeprefix(self.address.prefix).rstrip("/")

    def _found(self, name: str) -> Mapping[str, Any] | None:
        """The object of this name. Of all keys that begin with it, the shortest comes first."""
        key = self.key(name)
        found = self.call("list_objects_v2", Prefix=key, MaxKeys=1).get("Contents", ())
        return next((one for one in found if one["Key"] == key), None)

    def _pages(self, operation: str, **values: Any) -> Iterable[Mapping[str, Any]]:
        with bucket_errors.told(self.address, self.host):
            pages = self.client.get_paginator(operation)
            yield from pages.paginate(Bucket=self.address.bucket, Prefix=self.address.prefix, **values)


def _config(settings: Settings, answer_seconds: int) -> Config:
    """Checksums in trailers are Amazon's own; age and the manifest say whether anything was changed."""
    path = {"addressing_style": "path"} if settings.backup_s3_endpoint else {}
    return Config(
        connect_timeout=CONNECT_SECONDS, read_timeout=answer_seconds, retries={"mode": "standard", "total_max_attempts": TRIES},
        request_checksum_calculation="when_required", response_checksum_validation="when_required", s3=path,
    )  # fmt: skip


class Upload:
    """One object, in parts while it is made; a small one at once. It is there only once all of it is."""

    def __init__(self, bucket: Bucket, name: str) -> None:
        self._bucket, self._key = bucket, bucket.key(name)
        self._waiting = bytearray()
        self._id: str | None = None
        self._tags: list[str] = []
        self._size = 0

    def write(self, data: bytes) -> None:
        self._waiting += data
        while len(self._waiting) >= PART:
            self._send(bytes(self._waiting[:PART]))
            del self._waiting[:PART]

    def finish(self) -> None:
        """Raises `Stop`."""
        if self._id is None:
            self._bucket.call("put_object", Key=self._key, Body=bytes(self._waiting))
            return
        if self._waiting:
            self._send(bytes(self._waiting))
        self._bucket.complete(self._key, self._id, self._tags, self._size)

    def abort(self) -> None:
        """As far as the server can be reached; what is left the next backup takes away."""
        if self._id is not None:
            with suppress(Stop):
                self._bucket.call("abort_multipart_upload", Key=self._key, UploadId=self._id)

    def _send(self, part: bytes) -> None:
        if self._id is None:
            self._id = self._bucket.call("create_multipart_upload", Key=self._key)["UploadId"]
        if len(self._tags) == MOST_PARTS:
            raise Stop(_("%(place)s takes no file of more than 320 GB; name a folder.", place=self._bucket))
        number = len(self._tags) + 1
        answer = self._bucket.call("upload_part", Key=self._key, UploadId=self._id, PartNumber=number, Body=part)
        self._tags.append(answer["ETag"])
        self._size += len(part)


class Download:
    """One object, part by part: a connection that breaks costs a part."""

    def __init__(self, bucket: Bucket, name: str) -> None:
        self._bucket, self._key = bucket, bucket.key(name)
        self._tag: str | None = None
        self._next, self._size = 0, 1
        self._part = io.BytesIO()

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            return b"".join(iter(lambda: self.read(PART), b""))
        found = self._part.read(size)
        if not found and size and self._next < self._size:
            self._part = io.BytesIO(self._fetch())
            found = self._part.read(size)
        return found

    def _fetch(self) -> bytes:
        """The next part. The version that was found first is asked for, so that no part is of another object."""
        same = {} if self._tag is None else {"IfMatch": self._tag}
        wanted = f"bytes={self._next}-{self._next + PART - 1}"
        for left in reversed(range(TRIES)):
            try:
                with bucket_errors.told(self._bucket.address, self._bucket.host):
                    answer = self._bucket.client.get_object(
                        Bucket=self._bucket.address.bucket, Key=self._key, Range=wanted, **same
                    )
                    content: bytes = answer["Body"].read()
                break
            except Stop as error:
                if isinstance(error.__cause__, ClientError) or not left:
                    raise
        self._tag = answer["ETag"]
        self._size = int(answer["ContentRange"].rpartition("/")[2])
        self._next += len(content)
        return content
