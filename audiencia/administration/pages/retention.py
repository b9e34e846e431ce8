"""How long records are kept, and what the run of each night does: nothing here changes anything."""

from aiohttp import web

from audiencia.administration import retention as flow
from audiencia.http import render
from audiencia.http.site import site_of
from audiencia.privacy.retention import words as retention_words


async def show(request: web.Request) -> web.Response:
    """The terms with their reasons, what the next run will do, and the last ones."""
    context = site_of(request).context
    rules = context.municipality.retention
    return render.page(
        request,
        "administration/retention.html",
        found=await flow.look(context),
        rules=rules,
        persons=[(kind, *retention_words.PERSONS[kind], term) for kind, term in rules.of_persons().items()],
        rows=[(kind, *retention_words.ROWS[kind], term) for kind, term in rules.of_rows().items()],
        fixed=retention_words.FIXED,
        name=retention_words.name,
        acts=retention_words.ACTS,
        coming=retention_words.COMING,
        problems=retention_words.PROBLEMS,
    )
