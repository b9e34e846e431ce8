"""The `Expect` header (RFC 9110, 10.1.1). aiohttp answers one that it does not know itself, before any page, and fails at bytes that are
no text."""

from aiohttp import HttpVersion11, hdrs, web

from audiencia.core.errors import BadInput


def check(request: web.Request) -> None:
    """Raises `BadInput` for an expectation other than `100-continue`."""
    if _expected(request) not in ("", "100-continue"):
        raise BadInput


async def go_on(request: web.Request) -> None:
    """Asks for the body where the client waits for that; what else it expects `check` refuses."""
    if _expected(request) == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0  # the answer has not begun


def _expected(request: web.Request) -> str:
    return request.headers.get(hdrs.EXPECT, "").lower() if request.version >= HttpVersion11 else ""
