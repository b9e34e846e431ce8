"""Guesses at a PIN or a password, counted in PostgreSQL: neither another node nor a restart gives new ones."""

import math
from collections.abc import Collection
from datetime import timedelta
from typing import Literal

from audiencia.db.database import Connection
from audiencia.db.queries import load
from audiencia.errors import TooMany

SQL = load("audiencia.privacy", "attempts.sql")
QUIET = timedelta(minutes=15)

Kind = Literal["pin", "login"]


async def count(conn: Connection, kind: Kind, subject_hash: bytes, allowed: int) -> int | None:
    """Counts one attempt before it is checked; `forget` it when it was right.

    `None` when it may be checked, or the seconds to wait once `allowed` wrong ones came without a pause of 15 minutes.
    The caller commits before it refuses (`refuse`): a rollback would forget the attempt.
    """
    row = await SQL.count_attempt(conn, kind=kind, subject_hash=subject_hash, allowed=allowed, quiet=QUIET)
    if row["blocked_until"] is None:
        return None
    left: timedelta = row["blocked_until"] - row["now"]
    return max(1, math.ceil(left.total_seconds()))


def refuse(waits: Collection[int | None]) -> None:
    """Raises `TooMany` with the longest of these waits, if there is any."""
    longest = max((wait for wait in waits if wait is not None), default=None)
    if longest is not None:
        raise TooMany(retry_after=longest)


async def forget(conn: Connection, kind: Kind, subject_hashes: Collection[bytes]) -> None:
    """Whoever knew the secret was no guesser."""
    await SQL.forget_attempts(conn, kind=kind, subject_hashes=list(subject_hashes))


async def sweep(conn: Connection) -> None:
    """Removes what no longer limits anybody."""
    await SQL.sweep_attempts(conn)
