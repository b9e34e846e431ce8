"""Rules of readiness for TURN, the way for people whose network lets nothing but web pages through; see `readiness`. Pure."""

from collections.abc import Sequence
from ipaddress import ip_address

from audiencia.core.relay_addresses import HOLDS_SECONDS, Server
from audiencia.core.texts import Text
from audiencia.operations.checks.relay.outcome import Attempt, Problem
from audiencia.operations.checks.rules.readiness import Light, Row, both, row

Said = tuple[Text, Text]
"""What was found, and what to do."""


def none_configured() -> Row:
    """Nobody has to have one: telephones on mobile data and homes let UDP through."""
    found = Text(
        es="apagado: quien esté en una red que solo deja pasar páginas web no podrá hablar por video",
        en="off: whoever is in a network that lets only web pages through cannot talk by video",
    )
    todo = Text(
        es="Con datos móviles o internet de casa no hace falta, y queda el teléfono. Para oficinas y escuelas con red cerrada, "
        "instale coturn y ponga AUDIENCIA_TURN_URLS y AUDIENCIA_TURN_SECRET.",
        en="On mobile data or at home it is not needed, and the telephone is left. For offices and schools with a closed "
        "network, install coturn and set AUDIENCIA_TURN_URLS and AUDIENCIA_TURN_SECRET.",
    )
    return row("turn", Light.AMBER, both("TURN"), found, todo)


def relay(server: Server, found: Attempt, announced: Sequence[str], *, clock_differs: bool = False) -> Row:
    """`announced`: the addresses of the media workers that browsers are told. `clock_differs`: credentials that hold for years
    are taken, those of now are not."""
    code, title = f"turn_{server.transport}", both(f"TURN ({server.transport.upper()})")
    if _is_inside(found.relayed, announced):
        return row(code, Light.RED, title, *_inside(found))
    if found.problem is None:
        ms = round(found.seconds * 1000)
        took = Text(
            es=f"pasa ida y vuelta por {found.relayed}, en {ms} ms", en=f"there and back by {found.relayed}, in {ms} ms"
        )
        return row(code, Light.GREEN, title, took)
    if found.problem is Problem.PEER and found.own is not None and not ip_address(found.own).is_global:
        return row(code, Light.AMBER, title, *_unseen(found))
    said = _clock() if found.problem is Problem.CREDENTIALS and clock_differs else _said(server, found)
    return row(code, Light.RED, title, *said)


def _is_inside(relayed: str | None, announced: Sequence[str]) -> bool:
    """Browsers come from the internet, and are sent to an address that only an inner network has."""
    outside = any(ip_address(one).is_global for one in announced)
    return relayed is not None and outside and not ip_address(relayed).is_global


def _inside(found: Attempt) -> Said:
    return (
        Text(
            es=f"da {found.relayed}, de una red interna: desde internet nadie llega ahí",
            en=f"gives {found.relayed}, of an inner network: nobody gets there from the internet",
        ),
        Text(
            es="Ponga en coturn external-ip con la dirección pública de ese servidor.",
            en="Set external-ip of coturn to that server's public address.",
        ),
    )


def _unseen(found: Attempt) -> Said:
    return (
        Text(
            es=f"acepta nuestras credenciales; el paso no se pudo probar, porque ve llegar a este equipo desde {found.own}",
            en=f"takes our credentials; whether it passes on could not be tried, as it sees this machine come from {found.own}",
        ),
        Text(
            es="Rechazar direcciones internas es correcto. Pruebe una llamada desde una red cerrada.",
            en="To refuse inner addresses is right. Try a call from a closed network.",
        ),
    )


def _clock() -> Said:
    hours = HOLDS_SECONDS // 3600
    return (
        Text(
            es=f"da por vencidas credenciales que valen {hours} horas: los relojes no coinciden",
            en=f"takes credentials that hold for {hours} hours for expired: the clocks differ",
        ),
        Text(
            es="Sincronice el reloj de este equipo y el del servidor TURN (timedatectl set-ntp true).",
            en="Synchronise the clocks of this machine and of the TURN server (timedatectl set-ntp true).",
        ),
    )


def _said(server: Server, found: Attempt) -> Said:
    protocol = "UDP" if server.transport == "udp" else "TCP"
    refused = f" ({found.code})" if found.code else ""
    return {
        Problem.UNREACHABLE: (
            Text(es=f"{server.url} no responde", en=f"{server.url} does not answer"),
            Text(
                es=f"Inicie coturn, y abra el puerto {server.port} de {protocol} en los cortafuegos.",
                en=f"Start coturn, and open port {server.port} of {protocol} in the firewalls.",
            ),
        ),
        Problem.CERTIFICATE: (
            Text(
                es=f"los navegadores no aceptarían el certificado de {server.host}",
                en=f"browsers would not take the certificate of {server.host}",
            ),
            Text(
                es="Renuévelo, y ponga en coturn la cadena completa (cert y pkey).",
                en="Renew it, and give coturn the whole chain (cert and pkey).",
            ),
        ),
        Problem.CREDENTIALS: (
            Text(es="no acepta nuestras credenciales", en="does not take our credentials"),
            Text(
                es="Ponga el mismo secreto en AUDIENCIA_TURN_SECRET y en static-auth-secret de coturn (con use-auth-secret).",
                en="Put the same secret into AUDIENCIA_TURN_SECRET and static-auth-secret of coturn (with use-auth-secret).",
            ),
        ),
        Problem.OPEN: (
            Text(es="deja pasar a cualquiera, sin credenciales", en="lets anybody through, without credentials"),
            Text(
                es="Ponga use-auth-secret y static-auth-secret en coturn: así como está, sirve a desconocidos.",
                en="Set use-auth-secret and static-auth-secret of coturn: as it is, it serves strangers.",
            ),
        ),
        Problem.FULL: (
            Text(es=f"no tiene lugar para nadie más{refused}", en=f"has no place for anybody more{refused}"),
            Text(
                es="Suba total-quota y user-quota de coturn, o amplíe sus puertos (min-port a max-port).",
                en="Raise total-quota and user-quota of coturn, or give it more ports (min-port to max-port).",
            ),
        ),
        Problem.REFUSED: (
            Text(es=f"no da lugar{refused}", en=f"gives no place{refused}"),
            Text(es="El registro de coturn dice por qué.", en="The log of coturn says why."),
        ),
        Problem.PEER: (
            Text(
                es=f"no deja pasar hacia {found.own}, de donde viene este equipo{refused}",
                en=f"does not pass on to {found.own}, from which this machine comes{refused}",
            ),
            Text(
                es="Quite esa dirección de denied-peer-ip en coturn: hacia ahí va el video.",
                en="Take that address out of denied-peer-ip of coturn: the video goes there.",
            ),
        ),
        Problem.SILENT: (
            Text(
                es=f"da {found.relayed}, pero nada pasa por ahí",
                en=f"gives {found.relayed}, but nothing comes through there",
            ),
            Text(
                es="Abra en el cortafuegos los puertos UDP de coturn (min-port a max-port), y revise su external-ip.",
                en="Open the UDP ports of coturn (min-port to max-port) in the firewall, and check its external-ip.",
            ),
        ),
    }[found.problem or Problem.REFUSED]
