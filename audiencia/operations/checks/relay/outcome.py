"""How an attempt to use a TURN server ended. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Problem(StrEnum):
    """Why it cannot be used. `OPEN`: by anybody, without credentials. `PEER`: it relays, but not to where this machine comes
    from; whether to others is not known. `SILENT`: nothing came through what it gave."""

    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    CREDENTIALS = "credentials"
    OPEN = "open"
    FULL = "full"
    REFUSED = "refused"
    PEER = "peer"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Attempt:
    """`problem`: `None` when a datagram went there and back. `relayed`: the address at which others would reach a browser, `own`:
    the one from which the server sees this machine come; `None` where there was no allocation. `code`: of its refusal."""

    problem: Problem | None
    seconds: float
    relayed: str | None = None
    own: str | None = None
    code: int | None = None
