"""A whole machine for tests: the real servers and supervisor, with a small HTTP server in the place of the web node.

Prints one JSON line for each thing that happens. With the argument `broken`, the child dies at once, each time.
"""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import asyncpg

from audiencia.core.cli_text import Stop
from audiencia.operations.checks.health import Address, answers, is_alive
from audiencia.operations.serve import Parts, serve
from audiencia.operations.service import Spec
from audiencia.settings.config import Settings

CHILD = """
import http.server, socket, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *_): pass
server = http.server.HTTPServer(("127.0.0.1", 0), Handler, bind_and_activate=False)
server.socket.close()
server.socket = socket.socket(fileno=int(sys.argv[1]))
server.socket.setblocking(True)
server.serve_forever()
"""
BROKEN = "import sys; sys.exit('the child is broken')"


def tell(event: str, **more: object) -> None:
    print(json.dumps({"event": event, **more}), flush=True)


def children(settings: Settings, variables: Mapping[str, str]) -> list[Spec]:
    code = BROKEN if "broken" in sys.argv else CHILD
    command = [sys.executable, "-c", code, *map(str, settings.listening)]
    there = Address("127.0.0.1", settings.port, "/")
    return [Spec("child", command, lambda: answers(there), environment=variables, alive=lambda: is_alive(there),
                 descriptors=settings.listening, silent_for=settings.silent_seconds)]  # fmt: skip


async def prepare(settings: Settings) -> str:
    """Counts the starts in the database, so that a later one shows whether the data are still there."""
    assert settings.database_url is not None
    connection = await asyncpg.connect(settings.database_url)
    try:
        await connection.execute("CREATE TABLE IF NOT EXISTS starts (at timestamptz)")
        await connection.execute("INSERT INTO starts VALUES (now())")
        tell("prepared", starts=await connection.fetchval("SELECT count(*) FROM starts"), url=settings.database_url)
    finally:
        await connection.close()
    return settings.database_url


def main() -> None:
    settings = Settings(profile="demo", data=Path(os.environ["AUDIENCIA_DATA"]))
    parts = Parts(prepare, children, lambda ready, _: tell("started", redis=ready.redis_url),
                  lambda process, why: tell("restarted", process=process, why=why))  # fmt: skip
    try:
        asyncio.run(serve(settings, parts))
    except* Stop as stops:
        first = stops.exceptions[0]
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
        tell("refused", why=str(first))
        sys.exit(2)
    tell("stopped")


main()
