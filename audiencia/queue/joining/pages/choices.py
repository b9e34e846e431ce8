"""What the form offers besides its fixed fields: an earlier visit's priority, a director to ask for, and how the line is."""

from typing import Any

from aiohttp import web

from audiencia.directory.api import election_in_force
from audiencia.http.site import site_of
from audiencia.queue.joining import carried, status
from audiencia.queue.joining.admission import admission
from audiencia.queue.joining.status import DirectorName, HeldTicket
from audiencia.settings.config import Department

FEWEST_TO_CHOOSE = 2


async def choices(
    request: web.Request, department: Department, held: HeldTicket | None, *, practice: bool
) -> dict[str, Any]:
    """Template values `carried`, `directors`, `absent_interpreters`, `missing_interpreters` and `queue`.

    `held`: the number of this browser; `practice`: it is one of the simulated people's.
    While an election period is in force nobody is named, and so nobody asked for.
    """
    context = site_of(request).context
    queue = (await admission(context, practice=practice)).queues.get(department.slug)
    directors: tuple[DirectorName, ...] = ()
    if queue is not None and department.ask_for_director and await election_in_force(context) is None:
        directors = await status.directors_to_ask_for(context, queue.queue_id)
    interpreters = await status.interpreters(context)
    return {
        "queue": queue,
        "directors": directors if len(directors) >= FEWEST_TO_CHOOSE else (),
        "absent_interpreters": interpreters.absent,
        "missing_interpreters": interpreters.missing,
        "carried": await carried.held(context, None if held is None else held.attention_id),
    }
