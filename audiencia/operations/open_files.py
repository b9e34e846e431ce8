"""How many files this process may have open: each connection is one, and so is everything that it needs to answer."""

import resource
from pathlib import Path

ENOUGH = 65_536
"""For the people of a busy jornada, each with a socket and a page that loads, and for whoever opens connections and says nothing."""
MOST = 1 << 20
KEPT_FREE = 256  # For the database, Valkey, media workers, children and files.


def raise_limit() -> int:
    """Raises the limit as far as the system lets us; gives it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)
    if wanted > soft:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(wanted, soft)


def limit_of(pid: int | None) -> int:
    """What another process may have open by now; without one, what one that we start could."""
    if pid is not None:
        for line in Path(f"/proc/{pid}/limits").read_text("ascii").splitlines():
            if line.startswith("Max open files"):
                soft = line.split()[3]
                return MOST if soft == "unlimited" else int(soft)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)


def for_connections(limit: int) -> int:
    """How many connections fit under a limit of open files."""
    return max(limit - KEPT_FREE, limit // 2)
