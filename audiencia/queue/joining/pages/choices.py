"""What the form offers besides its fixed fields: an earlier visit's priority, a director to ask for, and how the queue is."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aiohttp import web

from audiencia.directory.api import election_in_force
from audiencia.http.site import site_of
from audiencia.queue.joining import carried, status
from audiencia.queue.joining.admission import Admission
from audiencia.queue.joining.status import HeldTicket
from audiencia.settings.municipality_parts import Department

if TYPE_CHECKING:
    from audiencia.queue.joining.join_sql import DirectorsToAskFor

FEWEST_TO_CHOOSE = 2
UNKNOWN: Mapping[str, Any] = {
    "shared_as": None,
    "queue": None,
    "directors": (),
    "absent_interpreters": frozenset(),
    "missing_interpreters": frozenset(),
    "carried": None,
    "chosen_before": ("wanted_director", "use_carried"),
}
"""While the database is away; `chosen_before`: fields that cannot be offered then, and keep what was chosen."""


async def choices(
    request: web.Request, department: Department, held: HeldTicket | None, now: Admission
) -> Mapping[str, Any]:
    """Template values `carried`, `directors`, `absent_interpreters`, `missing_interpreters` and `queue`, and `shared_as`: all that they say
    to who holds no number.
    `held`: the number of this browser; `now`: how the queues are.
    While an election period is in force nobody is named, and so nobody asked for."""
    context = site_of(request).context
    queue = now.queues.get(department.slug)
    interpreters = now.interpreters or await status.interpreters(context)
    directors: tuple[DirectorsToAskFor, ...] = ()
    if queue is not None and department.ask_for_director and await election_in_force(context) is None:
        directors = await status.directors_to_ask_for(context, queue.queue_id)
    directors = directors if len(directors) >= FEWEST_TO_CHOOSE else ()
    return {
        "shared_as": (None if queue is None else queue.notice, directors, interpreters),
        "queue": queue,
        "directors": directors,
        "absent_interpreters": interpreters.absent,
        "missing_interpreters": interpreters.missing,
        "carried": await carried.held(context, None if held is None else held.attention_id),
        "chosen_before": (),
    }
