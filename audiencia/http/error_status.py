"""The HTTP status of each error. Pure."""

from audiencia.core.errors import BadInput, Code, DomainError, Forbidden, NotFound, Refused, Stale, TooMany, Unavailable

STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (BadInput, 400),
    (Forbidden, 403),
    (NotFound, 404),
    (Refused, 409),
    (Stale, 409),
    (TooMany, 429),
    (Unavailable, 503),
)
STATUS_OF_CODE = {Code.TOO_LARGE: 413, Code.METHOD_NOT_ALLOWED: 405, Code.INTERNAL: 500}


def status_of(error: DomainError) -> int:
    """The HTTP status of an error."""
    if error.code in STATUS_OF_CODE:
        return STATUS_OF_CODE[error.code]
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)
