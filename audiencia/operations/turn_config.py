"""The configuration file of a coturn that serves this installation: what it shares with us, and whom alone it passes on to. Pure."""

from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from audiencia.core.relay_addresses import USUAL_PORT, USUAL_TLS_PORT, server

IPV4_INSIDE = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16",
    "198.18.0.0/15", "224.0.0.0/3",
)  # fmt: skip
IPV6_INSIDE = ("::/127", "::ffff:0:0/96", "64:ff9b:1::/48", "fc00::/7", "fe80::/10", "ff00::/8")
"""Addresses inside of networks, of one machine, and of groups (RFC 6890)."""


def usual_urls(host: str) -> tuple[str, ...]:
    """How browsers reach a server at the usual ports; a host with colons is an IPv6 address. Raises `ValueError` for what is no host."""
    name = f"[{host}]" if ":" in host and not host.startswith("[") else host
    urls = f"turn:{name}:{USUAL_PORT}", f"turn:{name}:{USUAL_PORT}?transport=tcp", f"turns:{name}:{USUAL_TLS_PORT}"
    server(urls[0])
    return urls


def write(
    urls: Sequence[str], secret: str, announced: Sequence[str], certificate: str, key: str, external: str | None
) -> str:
    """The file. `announced`: the addresses of the media workers, of an inner network too."""
    servers = [server(one) for one in urls]
    plain = next((one.port for one in servers if one.transport != "tls"), None)
    tls = next((one.port for one in servers if one.transport == "tls"), None)
    lines = [
        f"# AUDIENCIA_TURN_URLS={','.join(urls)}",
        "# AUDIENCIA_TURN_SECRET: static-auth-secret",
        "use-auth-secret", f"static-auth-secret={secret}", f"realm={servers[0].host}",
        f"listening-port={plain or USUAL_PORT}",
        *([f"tls-listening-port={tls}", f"cert={certificate}", f"pkey={key}"] if tls else ["no-tls"]),
        *([f"external-ip={external}"] if external else []),
        "no-dtls", "min-port=49152", "max-port=65535", "total-quota=400", "user-quota=8", "no-tcp-relay", "no-multicast-peers",
        "no-cli", "no-software-attribute", "no-stdout-log", "log-file=/dev/null",
        *(f"denied-peer-ip={first}-{last}" for first, last in _inside()),
        *(f"allowed-peer-ip={one}" for one in announced if _is_host_inside(one)),
    ]  # fmt: skip
    return "\n".join([*lines, ""])


def _is_host_inside(address: str) -> bool:
    """Whether it is another machine's, in a network of one's own: not this machine by whatever name (0.0.0.0 and localhost are)."""
    try:
        one = ip_address(address)
    except ValueError:
        return False
    return not (one.is_global or one.is_loopback or one.is_unspecified)


def _inside() -> list[tuple[str, str]]:
    networks = [ip_network(one) for one in (*IPV4_INSIDE, *IPV6_INSIDE)]
    return [(str(one.network_address), str(one.broadcast_address)) for one in networks]
