"""A server that speaks S3 (moto, which keeps everything in memory and checks each signature), behind a gate that can fail.

Needs nothing but the locked packages of the tests.
"""

import asyncio
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import botocore.session
import trustme

from audiencia.settings.backup_place import S3Address
from audiencia.settings.config import Settings

BUCKET = "backups"
BLOCK = 1 << 16
EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
SKEWED = (
    b'<?xml version="1.0" encoding="UTF-8"?><Error><Code>RequestTimeTooSkewed</Code>'
    b"<Message>The difference between the request time and the server's time is too large.</Message></Error>"
)
"""As Amazon's reference has it: the server of the tests does not look at the clock."""

NO_UPLOAD = b'<?xml version="1.0" encoding="UTF-8"?><Error><Code>NoSuchUpload</Code><Message>None.</Message></Error>'


@dataclass
class Gate:
    """A way to the server by TLS. `cut_after`: so many bytes of ours go through, then each connection breaks, `cuts` times."""

    port: int
    behind: int
    cut_after: int | None = None
    cuts: int = 0
    answers: bytes | None = None
    """What it says itself instead of the server."""
    passed: int = 0
    loses: bytes = b""
    """A request that begins so goes through once, and its answer does not come back; the next is told that there is no such upload."""
    gone: bytes = b""
    """A request that begins so is told that."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.answers is not None:
            await _say(reader, writer, self.answers)
            return
        theirs, ours = await asyncio.open_connection("127.0.0.1", self.behind)
        lost = asyncio.Event()
        back = asyncio.create_task(_copy(theirs, writer, lost))
        with suppress(OSError, ssl.SSLError):
            while data := await reader.read(BLOCK):
                self.passed += len(data)
                if self.loses and data.startswith(self.loses):
                    self.loses, self.gone = b"", self.loses
                    lost.set()
                elif self.gone and data.startswith(self.gone):
                    self.gone = b""
                    await _answer(writer, NO_UPLOAD)
                    break
                if self.cut_after is not None and self.passed > self.cut_after and self.cuts:
                    self.cuts -= 1
                    writer.transport.abort()
                    break
                ours.write(data)
                await ours.drain()
        ours.close()
        back.cancel()
        writer.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, lost: asyncio.Event) -> None:
    with suppress(OSError, ssl.SSLError):
        while data := await reader.read(BLOCK):
            if lost.is_set():
                writer.transport.abort()
                return
            writer.write(data)
            await writer.drain()
        writer.close()


async def _say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, body: bytes) -> None:
    await reader.readuntil(b"\r\n\r\n")
    await _answer(writer, body)


async def _answer(writer: asyncio.StreamWriter, body: bytes) -> None:
    head = f"HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode() + body)
    await writer.drain()
    writer.close()


@dataclass
class Offered:
    """`variables`: what somebody sets who backs up there."""

    variables: dict[str, str]
    gate: Gate
    client: Any
    """With all rights, past the gate."""

    def settings(self, **changes: object) -> Settings:
        given = {name.removeprefix("AUDIENCIA_").lower(): value for name, value in self.variables.items()}
        return Settings.model_validate({**given, **changes})

    def address(self, prefix: str) -> S3Address:
        return S3Address(BUCKET, f"{prefix}/")

    def keys(self) -> list[str]:
        return [one["Key"] for one in self.client.list_objects_v2(Bucket=BUCKET).get("Contents", ())]

    def uploads(self) -> list[str]:
        return [one["Key"] for one in self.client.list_multipart_uploads(Bucket=BUCKET).get("Uploads", ())]


@contextmanager
def offered(folder: Path) -> Iterator[Offered]:
    """For as long as the block runs. `folder` gets the authority's certificate."""
    # Imported here: every process of a run imports this module, one uses it.
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        behind = server.get_host_and_port()[1]
        url = f"http://127.0.0.1:{behind}"
        _tell(url, "reset-auth", b"inf")  # what another server of this process left
        _tell(url, "reset")
        key, secret = _account(url)
        authority = trustme.CA()
        authority.cert_pem.write_to_path(folder / "ca.pem")
        with _gate(authority, behind) as gate:
            variables = {
                "AUDIENCIA_BACKUP_S3_ENDPOINT": f"https://127.0.0.1:{gate.port}", "AUDIENCIA_BACKUP_S3_ACCESS_KEY": key,
                "AUDIENCIA_BACKUP_S3_SECRET_KEY": secret, "AUDIENCIA_BACKUP_S3_CA": str(folder / "ca.pem"),
            }  # fmt: skip
            yield Offered(variables, gate, _client(url, "s3", key, secret))
    finally:
        server.stop()


def _account(url: str) -> tuple[str, str]:
    """Makes the bucket and somebody who may use it; from then on each signature is checked."""
    _client(url, "s3", "any", "any").create_bucket(Bucket=BUCKET)
    iam = _client(url, "iam", "any", "any")
    iam.create_user(UserName="backups")
    iam.put_user_policy(UserName="backups", PolicyName="all", PolicyDocument=json.dumps(EVERYTHING))
    made = iam.create_access_key(UserName="backups")["AccessKey"]
    _tell(url, "reset-auth", b"0")
    return made["AccessKeyId"], made["SecretAccessKey"]


def _tell(url: str, what: str, value: bytes = b"") -> None:
    urlopen(Request(f"{url}/moto-api/{what}", data=value, headers={"Content-Type": "text/plain"})).read()


def _client(url: str, service: str, key: str, secret: str) -> Any:
    return botocore.session.Session().create_client(
        service, region_name="us-east-1", endpoint_url=url, aws_access_key_id=key, aws_secret_access_key=secret
    )


@contextmanager
def _gate(authority: trustme.CA, behind: int) -> Iterator[Gate]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    loop, gate = asyncio.new_event_loop(), Gate(0, behind)
    thread = threading.Thread(target=loop.run_forever, name="gate", daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(
        asyncio.start_server(gate.serve, "127.0.0.1", 0, ssl=context), loop
    ).result()
    gate.port = server.sockets[0].getsockname()[1]
    try:
        yield gate
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
