"""Which revision of the database this code was written for. Known without Alembic: a web node needs it for nothing else."""

import re
from pathlib import Path

VERSIONS = Path(__file__).parent / "migrations" / "versions"
NAMED = re.compile(r'^(revision|down_revision) = "(\w+)"', re.MULTILINE)


def newest() -> str:
    """The revision that a database has once it was migrated by this code: the one that no other is built upon.

    Numbers alone do not tell: of two that were written beside each other the later one to arrive may have the lower one.
    """
    found = _all()
    before = {one.get("down_revision") for one in found}
    (last,) = {one["revision"] for one in found if "revision" in one} - before
    return last


def known() -> frozenset[str]:
    """All that this code can bring up to date."""
    return frozenset(one["revision"] for one in _all() if "revision" in one)


def _all() -> list[dict[str, str]]:
    return [dict(NAMED.findall(file.read_text("utf-8"))) for file in VERSIONS.glob("*.py")]
