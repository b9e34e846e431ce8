"""Which addresses `AUDIENCIA_TRUSTED_PROXIES` names. Pure."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated

from pydantic.functional_validators import BeforeValidator

from audiencia.core.cli_text import _

Network = IPv4Network | IPv6Network
THIS_MACHINE: tuple[Network, ...] = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))


def network(value: object) -> Network:
    """An address, or a network such as `10.1.0.0/16`. Raises `ValueError` in words, also for one that takes in everybody: whoever
    is believed chooses the address under which limits count."""
    try:
        found = ip_network(str(value))
    except ValueError as error:
        raise ValueError(_("write an IP address or a network, such as 10.1.0.5 or 10.1.0.0/24")) from error
    if found.prefixlen == 0:
        raise ValueError(_("everybody would be believed; name the proxies"))
    return found


ProxyNetwork = Annotated[Network, BeforeValidator(network)]
