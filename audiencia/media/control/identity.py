"""Which installation a media worker serves, and which workers the web nodes of one installation use. Pure."""

import hmac
from collections.abc import Iterable
from ipaddress import ip_address

HEADER = "X-Audiencia-Installation"
"""Names the installation of the web node that asks a worker. Whoever only looks, as an operator does, names none."""


def fleet(secret: str, workers: Iterable[str], host: str) -> str:
    """Tells sets of workers apart and says nothing about the secret. A name that means the machine itself is another worker on
    each `host`."""
    names = sorted(f"{host}/{name}" if _is_here(name) else name for name in workers)
    return hmac.digest(secret.encode(), "\n".join(names).encode(), "sha256").hex()


def _is_here(name: str) -> bool:
    address = name.rpartition(":")[0].strip("[]")
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
