"""Where backups lie: one folder for each below `to`, named by its moment; the keys elsewhere, one copy alone."""

import re
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from audiencia.core.cli_text import Stop, _
from audiencia.operations.backup import manifest
from audiencia.operations.backup.manifest import FILE

KEYS = "keys.age"
DATABASE, CONFIGURATION = "database.age", "config.age"
KEPT = 3
"""Backups that are never removed, however old."""
NAME = re.compile(r"\d{8}T\d{6}Z")
FORM = "%Y%m%dT%H%M%SZ"


def name_of(moment: datetime) -> str:
    """The folder of a backup of this moment."""
    return moment.astimezone(UTC).strftime(FORM)


def moment_of(folder: Path) -> datetime:
    """When it was taken, to the second."""
    return datetime.strptime(folder.name, FORM).replace(tzinfo=UTC)


def whole(to: Path) -> list[Path]:
    """The backups of a folder, oldest first; none that is still being written."""
    found = to.glob(f"*/{FILE}") if to.is_dir() else []
    return sorted(file.parent for file in found if NAME.fullmatch(file.parent.name))


def choose(where: Path, until: datetime | None = None) -> Path:
    """The backup in this folder, or the newest below it; of those that had been taken by `until`. Raises `Stop`."""
    there = [where] if (where / FILE).exists() else whole(where)
    if not there:
        raise Stop(_("There is no backup in %(folder)s that this version understands.", folder=where))
    found = [one for one in there if until is None or manifest.read(one).manifest.ended_at <= until]
    if not found:
        raise Stop(_("There is no backup from before %(until)s.", until=until))
    return found[-1]


def refuse_together(data: Path, to: Path | None, keys_to: Path | None) -> None:
    """Raises `Stop` where data and keys would lie in one place, or a copy beside what it is of: it would be lost with it."""
    if to is not None and keys_to is not None and _meet(to, keys_to):
        raise Stop(
            _(
                "Data and keys never lie in one place: whoever finds both reads everything. Choose another folder than "
                "%(folder)s for the keys, on another disk.",
                folder=keys_to,
            )
        )
    for folder, other in ((to, KEYS), (keys_to, f"*/{FILE}")):
        if folder is None:
            continue
        if _meet(folder, data):
            raise Stop(_("%(folder)s lies with the data themselves; choose another disk.", folder=folder))
        if any(folder.glob(other)):
            raise Stop(
                _(
                    "%(folder)s holds copies of the other kind; data and keys never lie in one place. Choose another folder.",
                    folder=folder,
                )
            )


def _meet(one: Path, other: Path) -> bool:
    first, second = one.resolve(), other.resolve()
    return first == second or first in second.parents or second in first.parents


def on_one_disk(to: Path, keys_to: Path) -> bool:
    """Whether both are lost, or taken away, together."""
    return to.stat().st_dev == keys_to.stat().st_dev


def make(folder: Path) -> None:
    """Closed to others, in one that is there: what is above may be a disk that is away. Raises `Stop`."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Stop(_("%(file)s cannot be written: %(why)s.", file=folder, why=error.strerror)) from error


def away(to: Path) -> Stop:
    """Where backups of this installation should be and are not."""
    return Stop(
        _(
            "%(folder)s holds no backup of this installation: connect its disk, or begin anew on another one with "
            "audiencia backup --to %(folder)s.",
            folder=to,
        )
    )


def keys_away(to: Path) -> Stop:
    """Where the copy of the keys should be and is not."""
    return Stop(
        _(
            "%(folder)s no longer holds the copy of the keys: connect its disk, or begin anew on another one with "
            "audiencia backup --keys-to %(folder)s.",
            folder=to,
        )
    )


def draft_of(to: Path, moment: datetime) -> Path:
    """Where a backup is written before it is whole. What an earlier one left is removed."""
    for left in to.glob(".*.part"):
        shutil.rmtree(left, ignore_errors=True)
    draft = to / f".{name_of(moment)}.part"
    make(draft)
    return draft


def taken_by(to: Path, now: datetime) -> list[Path]:
    """The backups of a folder, oldest first, but those of a clock that was ahead."""
    return [one for one in whole(to) if moment_of(one) <= now]


def remove_old(to: Path, now: datetime, days: int) -> Sequence[Path]:
    """Removes what is older than so many days, or of a clock that was ahead, once there are newer ones; gives what went."""
    there = taken_by(to, now)
    gone = [one for one in there[:-KEPT] if moment_of(one) < now - timedelta(days=days)]
    if len(there) >= KEPT:
        gone += [one for one in whole(to) if one not in there]
    for folder in gone:
        (folder / FILE).unlink()  # first: what is left of a removal that was cut off is no backup
        shutil.rmtree(folder)
    return gone
