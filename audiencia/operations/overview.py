"""What `audiencia top` shows: lines, rooms, media workers, and what a web node finds, as counts. Nobody is named."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from audiencia import __version__
from audiencia.core.cli_text import Stop, _
from audiencia.core.errors import Unavailable
from audiencia.core.gettext_mark import N_
from audiencia.db.database import Database
from audiencia.db.queries import load
from audiencia.operations import workers
from audiencia.operations.checks import reaching
from audiencia.settings.config import Settings

if TYPE_CHECKING:
    from audiencia.operations.overview_sql import Lines

SQL = load("audiencia.operations", "overview.sql")
STATES = {"closed": N_("closed"), "open": N_("open"), "paused": N_("paused"), "draining": N_("closing")}
HEADS = (N_("line"), N_("state"), N_("waiting"), N_("longest"), N_("talking"), N_("rooms"), N_("free"))


@dataclass(frozen=True, slots=True)
class Overview:
    """`lines`: `None` while the database is away. `health`: what `/salud` answers this machine; `None`: nothing."""

    lines: "Sequence[Lines] | None"
    workers: Sequence[workers.Report]
    health: Mapping[str, Any] | None


async def look(settings: Settings, database: Database) -> Overview:
    """The present state of all parts; one that does not answer is shown as such."""
    try:
        async with database.read() as conn:
            lines = [row async for row in SQL.lines(conn)]
    except (Unavailable, TimeoutError):
        lines = None
    try:
        at_work = await workers.report(settings)
    except Stop:  # they are another machine's, and their secret is not known here
        at_work = ()
    health = await reaching.health_at(reaching.own_address(settings), check_name=False, token=settings.metrics_token)
    return Overview(lines, at_work, health)


def in_words(found: Overview, at: datetime) -> str:
    """A screen of it."""
    return "\n".join([*_head(found, at), "", *_lines(found), "", *map(workers.in_words, found.workers)]).rstrip()


def _head(found: Overview, at: datetime) -> Iterator[str]:
    health = found.health or {}
    yield f"Audiencia {__version__}  {at:%Y-%m-%d %H:%M:%S}  /salud: {health.get('status') or _('does not answer')}"
    for name, state in health.get("parts", {}).items():
        if state != "ok":
            yield f"  {name}: {state}"
    for name, one in health.get("watched", {}).items():
        if one["state"] != "green":
            yield f"  {name}: {one['says']}"


def _lines(found: Overview) -> Iterator[str]:
    if found.lines is None:
        yield _("The database does not answer.")
        return
    if not found.lines:
        yield _("No jornada is held now.")
        return
    yield _row([_(head) for head in HEADS])
    for one in found.lines:
        yield _row([one.slug, _(STATES[one.state]), one.waiting, _minutes(one.since), one.talking, one.rooms, one.free])
    counts = [sum(getattr(one, name) for one in found.lines) for name in ("waiting", "talking", "rooms", "free")]
    longest = max((one.since for one in found.lines if one.since is not None), default=None)
    yield _row([_("all"), "", counts[0], _minutes(longest), *counts[1:]])


def _row(cells: Sequence[object]) -> str:
    first, state, *rest = map(str, cells)
    return f"{first:<26.26}{state:<10.10}" + "".join(f"{cell:>10.10}" for cell in rest)


def _minutes(seconds: float | None) -> str:
    return "—" if seconds is None else f"{int(seconds // 60)} min"
