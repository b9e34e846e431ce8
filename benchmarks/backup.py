"""How long a backup of a database of a gigabyte takes, what it keeps commands waiting, and how long restoring it takes.

    python -m benchmarks.backup [--quick] [--json FILE]

Most of a real database of that size are files that people sent, sealed, so that nothing of them can be packed: random bytes here.
Meanwhile people come, one after the other.
"""

import asyncio
import os
import resource
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import asyncpg

from audiencia.core.ids import PersonId
from audiencia.core.paths import DataFolder
from audiencia.db.migrations import migrate
from audiencia.operations.backup import make, sealing
from audiencia.operations.backup.folder import Folder
from audiencia.operations.backup.restore import Wanted, restore
from audiencia.operations.context import open_context
from audiencia.operations.postgres import Postgres
from audiencia.operations.serve import embedded
from audiencia.privacy import store
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Settings
from benchmarks.harness import options, percentile, report

MEGABYTES, QUICK_MEGABYTES = 1024, 64
FILE = 1 << 20
CONFIG = Path(__file__).parents[1] / "config"
BOUNDS = {"backup_s": 120.0, "restore_s": 240.0, "memory_mb": 400.0, "commit_p99_ms": 100.0}


async def fill(postgres: Postgres, megabytes: int) -> None:
    """Files of a megabyte each."""
    connection = await asyncpg.connect(postgres.url)
    try:
        await connection.execute("CREATE TABLE ballast (content bytea)")
        await connection.execute("ALTER TABLE ballast ALTER COLUMN content SET STORAGE EXTERNAL")
        for _ in range(megabytes):
            await connection.copy_records_to_table("ballast", records=[(os.urandom(FILE),)])
    finally:
        await connection.close()


async def come(context: AppContext, enough: asyncio.Event) -> list[float]:
    """How long each waited for the commit, in milliseconds."""
    times: list[float] = []
    while not enough.is_set():
        started = time.perf_counter()
        async with context.database.begin() as tx:
            await store.create_person(tx.conn, context.keyring, PersonId(uuid4()))
        times.append(1000 * (time.perf_counter() - started))
        await asyncio.sleep(0.02)
    return times


async def measure(place: Path, megabytes: int) -> dict[str, float]:
    """Everything in `place`."""
    public, private = sealing.new_pair()
    identity, data = place / "private.txt", DataFolder(place / "data")
    identity.write_text(private)
    async with embedded(data) as (postgres, _, _):
        await migrate(postgres.url)
        settings = Settings(database_url=postgres.url, data=data.root, config=CONFIG)
        async with open_context(settings) as context:
            await fill(postgres, megabytes)
            source = make.Source(data, CONFIG, context.database, context.keyring, postgres)
            enough = asyncio.Event()
            coming = asyncio.create_task(come(context, enough))
            started = time.perf_counter()
            backup = await make.backup(source, Folder(place / "backups"), [public])
            taken = time.perf_counter() - started
            enough.set()
            times = await coming
            keys = await make.keys(data, place / "keys", [public])
    started = time.perf_counter()
    await restore(Wanted(backup, keys, identity, place / "restored"))
    restored = time.perf_counter() - started
    size = sum(one.stat().st_size for one in (place / "backups").rglob("*"))
    return {
        "backup_s": round(taken, 1), "backup_s_per_gb": round(taken / size * 1e9, 1), "restore_s": round(restored, 1),
        "size_mb": round(size / 1e6),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "commits": len(times), "commit_p50_ms": round(percentile(times, 50), 1), "commit_p99_ms": round(percentile(times, 99), 1),
    }  # fmt: skip


def main() -> None:
    """On the disk of the folder for temporary files."""
    given = options(__doc__ or "")
    with TemporaryDirectory(prefix="audiencia-backup-") as place:
        Path(place).chmod(0o711)
        results = asyncio.run(measure(Path(place), QUICK_MEGABYTES if given.quick else MEGABYTES))
    report(results, BOUNDS, given.json)


if __name__ == "__main__":
    main()
