"""What each request of somebody who is not signed in costs the web process: a part of `benchmarks.cheap_requests`.

Every page and form of the authorisation matrix is asked for without a cookie. Where the form has a token, it is read first, in a
browser of its own for each, and sent back with what the form asks for; only the answer to that is counted. What is for staff alone
must be refused for next to nothing.
"""

from contextlib import AsyncExitStack

from rich.console import Console
from rich.table import Table

from audiencia.routes import MATRIX
from audiencia.simulation.browser import Browser
from audiencia.staff.roles import Role
from benchmarks.processor import cost
from tests.browser.installation import Installation

FILLED = {
    "{department}": "agua", "{topic}": "fugas", "{service}": "reportar-fuga", "{language}": "es-MX", "{part}": "citizen",
    "{path}": "assets/none.js", "{sheet}": "cartel-a4", "{act}": "turnar",
}  # fmt: skip
"""What stands in an address; everything else is a number."""
TYPED = {
    "name": "Ana Núñez", "matter": "Una fuga de agua en la esquina", "contact": "", "topic": "agua/fugas", "answer_by": "page",
    "behalf": "self", "read_notice": "yes", "consent_attention": "yes", "folio": "MTP-2026-0000-0000", "pin": "000000",
    "username": "nadie", "password": "",
}  # fmt: skip
"""Whoever has no number yet types it; without a password none is hashed."""
SHOWN = 12


async def measure(house: Installation, times: int) -> dict[str, float]:
    """The dearest of both kinds; the others are shown."""
    found = {one: await _of(house, one, times) for one in MATRIX.rows if one.startswith(("GET /", "POST /"))}
    public = {one: ms for one, ms in found.items() if Role.PUBLIC in MATRIX.roles_for(one)}
    closed = {one: ms for one, ms in found.items() if one not in public}
    for title, costs in (("For anybody", public), ("Refused before sign-in", closed)):
        _show(title, costs)
    return {"anonymous_ms": max(public.values()), "before_sign_in_ms": max(closed.values())}


async def _of(house: Installation, operation: str, times: int) -> float:
    method, path = operation.split()
    for name, value in FILLED.items():
        path = path.replace(name, value)
    path = "/".join("1" if part.startswith("{") else part for part in path.split("/"))
    async with AsyncExitStack() as stack:
        browsers = [await stack.enter_async_context(Browser(house.url)) for _ in range(times + 1)]
        forms = [await one.get(path) for one in browsers] if method == "POST" else []

        async def ask(at: int) -> None:
            if method == "GET":
                await browsers[at].get(path)
            else:
                await browsers[at].post(path, [*TYPED.items(), *forms[at].hidden.items()])

        async def all_others() -> None:
            for at in range(times):
                await ask(at)

        await ask(times)  # warms up
        return await cost(house.pid("web"), all_others, times)


def _show(title: str, costs: dict[str, float]) -> None:
    table = Table(title=f"{title}, {len(costs)} requests; the dearest", title_justify="left")
    table.add_column("request")
    table.add_column("ms", justify="right")
    for one, ms in sorted(costs.items(), key=lambda each: -each[1])[:SHOWN]:
        table.add_row(one, f"{ms:.2f}")
    Console().print(table)
