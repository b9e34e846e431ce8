"""The least that a claim can be in PostgreSQL: the same driver and pool, tables with nothing but what a queue needs.

- row_lock: the queue's row is locked first, as the product does, then the head of the line is taken;
- skip_locked: the head of the line that nobody else has locked. It passes whoever's row is merely being edited.

Neither checks anything, keeps a command, decides by preference or readiness, or records what the director was shown.
"""

from asyncpg.pool import PoolConnectionProxy

Conn = PoolConnectionProxy

TABLES = """
    DROP TABLE IF EXISTS peer_queue, peer_ticket, peer_room, peer_event;
    CREATE TABLE peer_queue (id int PRIMARY KEY);
    CREATE TABLE peer_ticket (id bigserial PRIMARY KEY, queue int, rank bigint, state text DEFAULT 'waiting', version int DEFAULT 0);
    CREATE INDEX ON peer_ticket (queue, rank) WHERE state = 'waiting';
    CREATE TABLE peer_room (id int PRIMARY KEY, ticket bigint, state text, version int DEFAULT 0);
    CREATE TABLE peer_event (id bigserial PRIMARY KEY, ticket bigint, kind text, at timestamptz DEFAULT now());
    INSERT INTO peer_queue SELECT generate_series(0, 9);
    INSERT INTO peer_room (id) SELECT generate_series(1, 10000)"""
PEOPLE = "INSERT INTO peer_ticket (queue, rank) SELECT n % 10, n FROM generate_series(1, $1::int) AS n"
HEAD = "SELECT id FROM peer_ticket WHERE queue = $1 AND state = 'waiting' ORDER BY rank LIMIT 1 FOR UPDATE"


async def row_lock(conn: "Conn", queue: int, room: int) -> None:
    """One claim, the queue locked first."""
    async with conn.transaction():
        await conn.fetchrow("SELECT * FROM peer_queue WHERE id = $1 FOR UPDATE", queue)
        await _take(conn, HEAD, queue, room)


async def skip_locked(conn: "Conn", queue: int, room: int) -> None:
    """One claim, passing what is locked."""
    async with conn.transaction():
        await _take(conn, f"{HEAD} SKIP LOCKED", queue, room)


async def _take(conn: "Conn", head: str, queue: int, room: int) -> None:
    await conn.fetchrow("SELECT * FROM peer_room WHERE id = $1 FOR UPDATE", room)
    ticket = await conn.fetchval(head, queue)
    assert ticket is not None
    await conn.execute("UPDATE peer_ticket SET state = 'called', version = version + 1 WHERE id = $1", ticket)
    await conn.execute(
        "UPDATE peer_room SET ticket = $2, state = 'reserved', version = version + 1 WHERE id = $1", room, ticket
    )
    await conn.execute("INSERT INTO peer_event (ticket, kind) VALUES ($1, 'called')", ticket)
