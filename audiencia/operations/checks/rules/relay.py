"""Rules for TURN, the way for people whose network lets nothing but web pages through. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address

from audiencia.core.gettext_mark import Sentence
from audiencia.core.relay_addresses import HOLDS_SECONDS, Server
from audiencia.operations.checks.result import Check, State, worded


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


def none_configured() -> Check:
    """Nobody has to have one: telephones on mobile data and homes let UDP through."""
    return worded("turn", "none", State.AMBER)


def relay(server: Server, found: Attempt, announced: Sequence[str], *, clock_differs: bool = False) -> Check:
    """`announced`: the addresses of the media workers that browsers are told. `clock_differs`: credentials that hold for years
    are taken, those of now are not."""
    case, state = _case(found, announced, clock_differs)
    return worded(
        "turn", case, state, code=f"turn_{server.transport}", called=Sentence(f"TURN ({server.transport.upper()})"),
        relayed=found.relayed, own=found.own, ms=round(found.seconds * 1000), hours=HOLDS_SECONDS // 3600,
        url=server.url, host=server.host, port=server.port, protocol="UDP" if server.transport == "udp" else "TCP",
        refused=f" ({found.code})" if found.code else "",
    )  # fmt: skip


def _case(found: Attempt, announced: Sequence[str], clock_differs: bool) -> tuple[str, State]:
    if _is_inside(found.relayed, announced):
        return "inside", State.RED
    if found.problem is None:
        return "works", State.GREEN
    if found.problem is Problem.PEER and found.own is not None and not ip_address(found.own).is_global:
        return "unseen", State.AMBER
    if found.problem is Problem.CREDENTIALS and clock_differs:
        return "clock", State.RED
    return found.problem, State.RED


def _is_inside(relayed: str | None, announced: Sequence[str]) -> bool:
    """Browsers come from the internet, and are sent to an address that only an inner network has."""
    outside = any(ip_address(one).is_global for one in announced)
    return relayed is not None and outside and not ip_address(relayed).is_global
