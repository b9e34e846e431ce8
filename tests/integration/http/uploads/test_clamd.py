"""A virus scanner is asked in its own protocol, and nothing is taken without its word where one is configured."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from audiencia.core.errors import Unavailable
from audiencia.http.uploads.cleaner import Cleaner
from audiencia.http.uploads.kinds import BadFile, Reason
from tests.unit.http.uploads import corpus

MOST = 10 * 1024 * 1024


class Scanner:
    """Speaks clamd's INSTREAM over a real socket; finds what holds the word."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self.answer: bytes | None = None

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(10) == b"zINSTREAM\0"
        content = b""
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            content += await reader.readexactly(size)
        self.seen.append(content)
        found = b"stream: Test.Signature FOUND" if b"VIRUS" in content else b"stream: OK"
        writer.write((self.answer or found) + b"\0")
        await writer.drain()
        writer.close()


@pytest.fixture
async def scanner(tmp_path: Path) -> AsyncIterator[Scanner]:
    made = Scanner()
    server = await asyncio.start_unix_server(made.talk, tmp_path / "clamd")
    async with server:
        yield made


async def test_it_reads_the_whole_file(scanner: Scanner, tmp_path: Path) -> None:
    content = corpus.jpeg(size=(900, 900)) + bytes(200_000)
    await Cleaner(str(tmp_path / "clamd")).clean(content, MOST)
    assert scanner.seen == [content]


async def test_what_it_finds_is_refused(scanner: Scanner, tmp_path: Path) -> None:
    with pytest.raises(BadFile) as refused:
        await Cleaner(str(tmp_path / "clamd")).clean(corpus.jpeg() + b"VIRUS", MOST)
    assert refused.value.reason is Reason.INFECTED


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR", b""])
async def test_without_a_clear_word_nothing_is_taken(scanner: Scanner, tmp_path: Path, answer: bytes) -> None:
    scanner.answer = answer or b" "
    with pytest.raises(Unavailable):
        await Cleaner(str(tmp_path / "clamd")).clean(corpus.jpeg(), MOST)


async def test_nor_while_it_is_away(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        await Cleaner(str(tmp_path / "nobody")).clean(corpus.jpeg(), MOST)
    with pytest.raises(Unavailable):
        await Cleaner("127.0.0.1:1").clean(corpus.jpeg(), MOST)
