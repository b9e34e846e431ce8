"""A database on several servers, one of which falls silent: nothing is refused, nothing is answered, as on a machine without power."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from audiencia.core.errors import Unavailable
from audiencia.db import database as databases
from audiencia.db.database import Database


@dataclass
class Front:
    """Hands octets on to a server and back, until `silent`."""

    server: Path
    folder: Path
    socket: str
    silent: bool = False
    connections: int = 0

    async def serve(self) -> asyncio.Server:
        """Takes connections in its own folder, as PostgreSQL would."""
        return await asyncio.start_unix_server(self._take, self.folder / self.socket)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        there, back = await asyncio.open_unix_connection(self.server / self.socket)
        with suppress(ConnectionError):
            await asyncio.gather(self._hand_on(reader, back), self._hand_on(there, writer))

    async def _hand_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while octets := await reader.read(65536):
            if not self.silent:
                writer.write(octets)
        writer.close()


@pytest.fixture
async def front(postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Front]:
    # Sooner than in production, but a busy machine lets no server that answers wait for so long.
    monkeypatch.setattr(databases, "STATEMENT_SECONDS", 3.0)
    query = parse_qs(urlsplit(postgres_url).query)
    made = Front(Path(query["host"][0]), tmp_path, f".s.PGSQL.{query.get('port', ['5432'])[0]}")
    async with await made.serve():
        yield made


def behind(front: Front, postgres_url: str) -> Database:
    """The front first, and the server itself after it."""
    url = postgres_url.replace(f"host={front.server}", f"host={front.folder},{front.server}")
    assert url != postgres_url
    return Database(url, size=2)


async def test_a_server_that_is_silent_from_the_start_is_passed_over(front: Front, postgres_url: str) -> None:
    front.silent = True
    database = behind(front, postgres_url)
    await database.open()
    asked = front.connections
    async with database.read(), database.read() as conn:
        assert await conn.fetchval("SELECT true")
    assert front.connections == asked, "whoever connects begins with the one that answered"
    await database.close()


async def test_when_one_falls_silent_no_other_connection_to_it_is_used(front: Front, postgres_url: str) -> None:
    database = behind(front, postgres_url)
    await database.open()
    async with database.read(), database.read():
        assert front.connections == 2
    front.silent = True
    with pytest.raises(Unavailable):
        async with database.read() as conn:
            await conn.fetchval("SELECT true")
    async with database.read(), database.read() as conn:
        assert await conn.fetchval("SELECT true")
    await database.close()
