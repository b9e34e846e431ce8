"""What lies in the place of the backups: a folder for each, named by its moment; the keys elsewhere, one copy alone.
A backup counts once its manifest is there, the last file that is written and the first that is removed."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from audiencia.core.cli_text import Stop, _
from audiencia.operations.backup import manifest
from audiencia.operations.backup.folder import Folder
from audiencia.operations.backup.manifest import FILE
from audiencia.operations.backup.place import Place

KEYS = "keys.age"
DATABASE, CONFIGURATION = "database.age", "config.age"
KEPT = 3  # Backups that are never removed, however old.
NAME = re.compile(r"\d{8}T\d{6}Z")
FORM = "%Y%m%dT%H%M%SZ"


def name_of(moment: datetime) -> str:
    """The folder of a backup of this moment."""
    return moment.astimezone(UTC).strftime(FORM)


def moment_of(backup: Place) -> datetime:
    """When it was taken, to the second."""
    return _moment(backup.name)


def _moment(name: str) -> datetime:
    return datetime.strptime(name, FORM).replace(tzinfo=UTC)


def _named(to: Place) -> list[str]:
    """Oldest first; whether they are whole was not asked."""
    return [name for name in to.folders() if NAME.fullmatch(name)]


def whole(to: Place) -> list[Place]:
    """The backups of a place, oldest first; none that is still being written."""
    return [one for name in _named(to) if (one := to.below(name)).has(FILE)]


def from_newest(to: Place, now: datetime | None = None) -> Iterator[Place]:
    """Backups from the newest on, looked up lazily; without those dated after `now`."""
    for name in reversed(_named(to)):
        if (now is None or _moment(name) <= now) and (one := to.below(name)).has(FILE):
            yield one


def choose(where: Place, until: datetime | None = None) -> Place:
    """The backup in this place, or the newest below it; of those that had been taken by `until`. Raises `Stop`."""
    there = iter([where]) if where.has(FILE) else from_newest(where)
    found = False
    for one in there:
        found = True
        if until is None or manifest.read(one).manifest.ended_at <= until:
            return one
    if not found:
        raise Stop(_("There is no backup in %(folder)s that this version understands.", folder=where))
    raise Stop(_("There is no backup from before %(until)s.", until=until))


def refuse_together(data: Path, to: Path | None, keys_to: Path | None) -> None:
    """Raises `Stop` where data and keys would lie in one place, or a copy beside what it is of: it would be lost with it.
    `to`: nothing where it is no folder of this machine."""
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


def on_one_disk(to: Place, keys_to: Path) -> bool:
    """Whether both are lost, or taken away, together."""
    return isinstance(to, Folder) and to.path.stat().st_dev == keys_to.stat().st_dev


def away(to: Place) -> Stop:
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


def remove_unfinished(to: Place) -> None:
    """What an earlier one left that was killed. There is one backup at a time."""
    to.drop_unfinished()
    for name in _named(to):
        if not (one := to.below(name)).has(FILE):
            one.clear()


def remove_old(to: Place, now: datetime, days: int) -> Sequence[Place]:
    """Removes what is older than so many days, or of a clock that was ahead, once there are newer ones; gives what went.
    What an earlier removal left goes too. Raises `Stop` where something stays, once all else is gone."""
    every = whole(to)
    there = [one for one in every if moment_of(one) <= now]
    gone = [one for one in there[:-KEPT] if moment_of(one) < now - timedelta(days=days)]
    if len(there) >= KEPT:
        gone += [one for one in every if one not in there]
    for backup in gone:
        backup.remove(FILE)  # first: what is left of a removal that was cut off is no backup
    left = [one for name in _named(to) if _moment(name) < now and (one := to.below(name)) not in every]
    stays: list[Stop] = []
    for one in (*gone, *left):
        try:
            one.clear()
        except Stop as error:
            stays.append(error)
    if stays:
        raise stays[0]
    return gone
