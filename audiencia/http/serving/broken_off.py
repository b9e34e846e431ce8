"""Requests whose connection is lost before their body has arrived, or has been read."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import structlog
from aiohttp import web

log = structlog.get_logger()


async def answer(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """What the handler answers. Where the body broke off there is nobody to answer, and nothing of ours has failed."""
    try:
        return await handler(request)
    except Exception as error:
        if not _broke_off(request, error):
            raise
        log.info("request_body_incomplete", bytes=request.content.total_bytes)
        return web.Response(status=400)


def _broke_off(request: web.Request, error: Exception) -> bool:
    """aiohttp gives the body's stream the error of the connection, also when all of the body was there: reading it raises that error,
    and after it was read it says nothing of another one."""
    lost = request.content.exception()
    return isinstance(lost, OSError) and (error is lost or not request.content.is_eof())


@contextmanager
def releasing(request: web.Request) -> Iterator[None]:
    """Frees at the end what was read of a body that failed.
    The stream keeps its exception, whose traceback holds the frames that read the stream, with the buffers in them: a cycle
    of megabytes that only a full garbage collection would find."""
    try:
        yield
    finally:
        if (error := request.content.exception()) is not None:
            error.__traceback__ = None
