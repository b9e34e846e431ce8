"""The one place where an error becomes a response: a page for people, JSON for programs, a code in both."""

from collections.abc import Sequence

import structlog
from aiohttp import web

from audiencia.core import logs
from audiencia.core.errors import BadInput, Code, DomainError, NotFound
from audiencia.http import access, render, wording
from audiencia.http.error_status import status_of
from audiencia.http.error_words import HOME_AND_FOLIO, TO_OWN_PAGE, WAYS_ON
from audiencia.http.site import visitor_of

log = structlog.get_logger()
RETRY_SECONDS = 5


def respond(request: web.Request, error: DomainError) -> web.Response:
    """The error as the asker can read it."""
    access.note_refusal(request, error)
    status = status_of(error)
    return _with_pause(error, _json(request, error, status) if wants_json(request) else _page(request, error, status))


def from_http(error: web.HTTPException) -> DomainError:
    """What aiohttp itself refuses (unknown path, method, body), as one of our errors."""
    if error.status == 404:
        return NotFound(Code.NOT_FOUND)
    if error.status == 405:
        return DomainError(Code.METHOD_NOT_ALLOWED)
    if error.status == 413:
        return BadInput(Code.TOO_LARGE)
    return BadInput() if error.status < 500 else DomainError(Code.INTERNAL)


def unexpected(request: web.Request, error: Exception) -> DomainError:
    """Logs where it happened and nothing of what it says: messages of exceptions may hold what people wrote."""
    logs.failure(log, "request_unexpected_error", error, request_id=visitor_of(request).request_id)
    return DomainError(Code.INTERNAL)


def wants_json(request: web.Request) -> bool:
    """Programs say so; browsers ask for HTML."""
    accept = request.headers.get("Accept", "")
    return "application/json" in accept and "text/html" not in accept


def respond_json(request: web.Request, error: DomainError) -> web.Response:
    """The error as JSON, whatever the request accepts."""
    access.note_refusal(request, error)
    return _with_pause(error, _json(request, error, status_of(error)))


def _with_pause(error: DomainError, response: web.Response) -> web.Response:
    if response.status in (429, 503):
        response.headers["Retry-After"] = str(error.params.get("retry_after", RETRY_SECONDS))
    return response


def _json(request: web.Request, error: DomainError, status: int) -> web.Response:
    words, said = render.words_of(request), render.say(request, error)
    body = {
        "code": error.code.value,
        "message": said.message,
        "what_to_do": said.what_to_do,
        "params": dict(error.params),
        "fields": wording.say_fields(getattr(error, "fields", {}), words.gettext),
        "request_id": visitor_of(request).request_id,
    }
    return web.json_response(body, status=status, headers={"Content-Language": words.language})


def _page(request: web.Request, error: DomainError, status: int) -> web.Response:
    gettext, said = render.words_of(request).gettext, render.say(request, error)
    return render.page(
        request,
        "layout/error.html",
        status=status,
        code=error.code.value,
        status_code=status,
        message=said.message,
        what_to_do=said.what_to_do,
        ways_on=[(address, gettext(text)) for address, text in _ways_on(request, error.code)],
        request_id=visitor_of(request).request_id,
    )


def _ways_on(request: web.Request, code: Code) -> Sequence[tuple[str, str]]:
    staff = visitor_of(request).staff
    otherwise = HOME_AND_FOLIO if staff is None else ((access.home_of(staff.role), TO_OWN_PAGE),)
    return WAYS_ON.get(code, otherwise)
