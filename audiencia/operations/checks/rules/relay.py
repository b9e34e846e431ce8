"""Rules for TURN, the way for people whose network lets nothing but web pages through. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address

from audiencia.core.gettext_mark import Sentence
from audiencia.core.relay_addresses import HOLDS_SECONDS, Server
from audiencia.operations.checks.result import Check, State, check


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


Said = tuple[Sentence, Sentence]
"""What was found, and what to do."""


def none_configured() -> Check:
    """Nobody has to have one: telephones on mobile data and homes let UDP through."""
    found = Sentence("off: whoever is in a network that lets only web pages through cannot talk by video")
    to_do = Sentence(
        "On mobile data or at home it is not needed, and the telephone is left. For offices and schools with a closed "
        "network, install coturn and set AUDIENCIA_TURN_URLS and AUDIENCIA_TURN_SECRET."
    )
    return check("turn", State.AMBER, Sentence("TURN"), found, to_do)


def relay(server: Server, found: Attempt, announced: Sequence[str], *, clock_differs: bool = False) -> Check:
    """`announced`: the addresses of the media workers that browsers are told. `clock_differs`: credentials that hold for years
    are taken, those of now are not."""
    code, name = f"turn_{server.transport}", Sentence(f"TURN ({server.transport.upper()})")
    if _is_inside(found.relayed, announced):
        return check(code, State.RED, name, *_inside(found))
    if found.problem is None:
        ms = round(found.seconds * 1000)
        took = Sentence("there and back by %(relayed)s, in %(ms)s ms", relayed=found.relayed, ms=ms)
        return check(code, State.GREEN, name, took)
    if found.problem is Problem.PEER and found.own is not None and not ip_address(found.own).is_global:
        return check(code, State.AMBER, name, *_unseen(found))
    said = _clock() if found.problem is Problem.CREDENTIALS and clock_differs else _said(server, found)
    return check(code, State.RED, name, *said)


def _is_inside(relayed: str | None, announced: Sequence[str]) -> bool:
    """Browsers come from the internet, and are sent to an address that only an inner network has."""
    outside = any(ip_address(one).is_global for one in announced)
    return relayed is not None and outside and not ip_address(relayed).is_global


def _inside(found: Attempt) -> Said:
    return (
        Sentence("gives %(relayed)s, of an inner network: nobody gets there from the internet", relayed=found.relayed),
        Sentence("Set external-ip of coturn to that server's public address."),
    )


def _unseen(found: Attempt) -> Said:
    return (
        Sentence(
            "takes our credentials; whether it passes on could not be tried, as it sees this machine come from %(own)s",
            own=found.own,
        ),
        Sentence("To refuse inner addresses is right. Try a call from a closed network."),
    )


def _clock() -> Said:
    hours = HOLDS_SECONDS // 3600
    return (
        Sentence("takes credentials that hold for %(hours)s hours for expired: the clocks differ", hours=hours),
        Sentence("Synchronise the clocks of this machine and of the TURN server (timedatectl set-ntp true)."),
    )


def _said(server: Server, found: Attempt) -> Said:
    protocol = "UDP" if server.transport == "udp" else "TCP"
    refused = f" ({found.code})" if found.code else ""
    return {
        Problem.UNREACHABLE: (
            Sentence("%(url)s does not answer", url=server.url),
            Sentence(
                "Start coturn, and open port %(port)s of %(protocol)s in the firewalls.",
                port=server.port,
                protocol=protocol,
            ),
        ),
        Problem.CERTIFICATE: (
            Sentence("browsers would not take the certificate of %(host)s", host=server.host),
            Sentence("Renew it, and give coturn the whole chain (cert and pkey)."),
        ),
        Problem.CREDENTIALS: (
            Sentence("does not take our credentials"),
            Sentence(
                "Put the same secret into AUDIENCIA_TURN_SECRET and static-auth-secret of coturn (with use-auth-secret)."
            ),
        ),
        Problem.OPEN: (
            Sentence("lets anybody through, without credentials"),
            Sentence("Set use-auth-secret and static-auth-secret of coturn: as it is, it serves strangers."),
        ),
        Problem.FULL: (
            Sentence("has no place for anybody more%(refused)s", refused=refused),
            Sentence("Raise total-quota and user-quota of coturn, or give it more ports (min-port to max-port)."),
        ),
        Problem.REFUSED: (
            Sentence("gives no place%(refused)s", refused=refused),
            Sentence("The log of coturn says why."),
        ),
        Problem.PEER: (
            Sentence(
                "does not pass on to %(own)s, from which this machine comes%(refused)s", own=found.own, refused=refused
            ),
            Sentence("Take that address out of denied-peer-ip of coturn: the video goes there."),
        ),
        Problem.SILENT: (
            Sentence("gives %(relayed)s, but nothing comes through there", relayed=found.relayed),
            Sentence("Open the UDP ports of coturn (min-port to max-port) in the firewall, and check its external-ip."),
        ),
    }[found.problem or Problem.REFUSED]
