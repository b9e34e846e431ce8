"""How much a visitor's line carries upwards: octets are taken and forgotten, the browser looks at its own clock."""

from aiohttp import web

MOST = 64 << 10


async def take(request: web.Request) -> web.Response:
    """Answers once all has come. More than `MOST` is not waited for."""
    taken = 0
    async for part in request.content.iter_chunked(16 << 10):
        taken += len(part)
        if taken > MOST:
            return web.Response(status=413)
    return web.Response(status=204, headers={"Cache-Control": "no-store"})
