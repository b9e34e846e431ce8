"""Ways in which whoever has the whole database, but no keys, bends the record of accesses.

Each gives what must be named: the first bent place with its entry, or the run that it is in where the seals were made anew.
"""

from collections.abc import Awaitable, Callable
from random import Random

from audiencia.db.connection import Connection
from audiencia.privacy import audit_chain, audit_seal
from audiencia.privacy.audit_chain import Finding, Flaw

CONTENT = ("actor_kind", "actor_id", "action", "object_kind", "object_id", "why", "at")


async def an_id(owner: Connection, drawn: Random) -> int:
    ids = await owner.fetch("SELECT entry_id AS id FROM audit_seal ORDER BY 1")
    return int(drawn.choice(ids)["id"])


async def seq_of(owner: Connection, entry_id: int) -> int:
    return int(await owner.fetchval("SELECT seq FROM audit_seal WHERE entry_id = $1", entry_id))


async def changed(owner: Connection, drawn: Random) -> Finding:
    value = {"actor_kind": "'citizen'", "actor_id": "7", "at": "at + interval '1 second'"}
    column, one = drawn.choice(CONTENT), await an_id(owner, drawn)
    said = value.get(column, f"{column} || 'x'")
    await owner.execute(f"UPDATE audit SET {column} = {said} WHERE id = $1", one)
    return Finding(Flaw.CHANGED, await seq_of(owner, one), one)


async def removed(owner: Connection, drawn: Random) -> Finding:
    one = await an_id(owner, drawn)
    await owner.execute("DELETE FROM audit WHERE id = $1", one)
    return Finding(Flaw.REMOVED, await seq_of(owner, one), one)


async def removed_with_its_seal(owner: Connection, drawn: Random) -> Finding:
    one = await an_id(owner, drawn)
    seq = await seq_of(owner, one)
    await owner.execute("DELETE FROM audit WHERE id = $1", one)
    await owner.execute("DELETE FROM audit_seal WHERE entry_id = $1", one)
    last = await owner.fetchval("SELECT max(seq) < $1 FROM audit_seal", seq)
    return Finding(Flaw.CUT_OFF if last else Flaw.REMOVED, seq)


async def inserted(owner: Connection, drawn: Random) -> Finding:
    """Into a gap of the ids, as those of a transaction that was rolled back leave."""
    gaps = await owner.fetch(
        "SELECT id FROM generate_series(1, (SELECT max(id) FROM audit)) AS gap (id) "
        "WHERE NOT EXISTS (SELECT FROM audit WHERE audit.id = gap.id)"
    )
    gap = drawn.choice(gaps)["id"]
    await owner.execute(
        "INSERT INTO audit (id, at, actor_kind, action, object_kind, object_id, why) OVERRIDING SYSTEM VALUE "
        "SELECT $1, at, 'system', 'disclosed', 'attention', '1', 'call' FROM audit WHERE id = $2",
        gap,
        await an_id(owner, drawn),
    )
    return Finding(Flaw.INSERTED, 0, gap)


async def inserted_and_sealed(owner: Connection, drawn: Random) -> Finding:
    put_in = (await inserted(owner, drawn)).entry_id
    ids = [row["id"] for row in await owner.fetch("SELECT id FROM audit ORDER BY id")]
    return await _sealed_anew(owner, ids, ids.index(put_in) + 1)


async def exchanged(owner: Connection, drawn: Random) -> Finding:
    """Two entries say what the other one said."""
    one, other = await an_id(owner, drawn), await an_id(owner, drawn)
    if one == other:
        return await removed(owner, drawn)
    columns = ", ".join(CONTENT)
    theirs = ", ".join(f"other.{column}" for column in CONTENT)
    await owner.execute(
        f"UPDATE audit SET ({columns}) = ROW({theirs}) FROM audit AS other "
        "WHERE audit.id = ANY(ARRAY[$1::bigint, $2]) AND other.id = $1 + $2 - audit.id",
        one,
        other,
    )
    seq, first = min([(await seq_of(owner, each), each) for each in (one, other)])
    return Finding(Flaw.CHANGED, seq, first)


async def moved(owner: Connection, drawn: Random) -> Finding:
    """Two seals are in each other's place."""
    ids = [row["entry_id"] for row in await owner.fetch("SELECT entry_id FROM audit_seal ORDER BY seq")]
    one, other = sorted(drawn.sample(range(1, len(ids) + 1), 2))
    for before, after in ((one, -1), (other, one), (-1, other)):
        await owner.execute("UPDATE audit_seal SET seq = $2 WHERE seq = $1", before, after)
    return Finding(Flaw.REORDERED, one, ids[other - 1])


async def reordered_and_sealed(owner: Connection, drawn: Random) -> Finding:
    ids = [row["entry_id"] for row in await owner.fetch("SELECT entry_id FROM audit_seal ORDER BY seq")]
    one, other = drawn.sample(range(len(ids)), 2)
    ids[one], ids[other] = ids[other], ids[one]
    return await _sealed_anew(owner, ids, min(one, other) + 1)


async def _sealed_anew(owner: Connection, ids: list[int], first: int) -> Finding:
    """What was signed next at or behind the `first` bent place is what does not fit: nobody can sign it anew."""
    entries = {row.id: audit_seal.entry(row) async for row in audit_seal.SQL.entries(owner, ids=ids)}
    await owner.execute("DELETE FROM audit_seal")
    links = audit_chain.seal(None, [entries[one] for one in ids])
    await owner.executemany(
        "INSERT INTO audit_seal (seq, entry_id, digest, hash) VALUES ($1, $2, $3, $4)",
        [(one.seq, one.entry_id, one.digest, one.hash) for one in links],
    )
    signed = await owner.fetchval("SELECT min(seq) FROM audit_checkpoint WHERE seq >= $1", first)
    before = await owner.fetchval("SELECT coalesce(max(seq), 0) FROM audit_checkpoint WHERE seq < $1", first)
    return Finding(Flaw.FORGED, signed, since=before + 1)


async def cut_in_the_middle(owner: Connection, drawn: Random) -> Finding:
    """The seals and entries behind a place go, but the signed ends stay."""
    (last,) = await owner.fetch("SELECT count(*) AS seals FROM audit_seal")
    left = drawn.randrange(last["seals"])
    await owner.execute("DELETE FROM audit_seal WHERE seq > $1", left)
    await owner.execute("DELETE FROM audit WHERE id NOT IN (SELECT entry_id FROM audit_seal)")
    return Finding(Flaw.CUT_OFF, left + 1)


WAYS: tuple[Callable[[Connection, Random], Awaitable[Finding]], ...] = (
    changed, removed, removed_with_its_seal, inserted, inserted_and_sealed, exchanged, moved, reordered_and_sealed, cut_in_the_middle,
)  # fmt: skip
