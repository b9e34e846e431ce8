"""Which addresses the host of the settings means. Pure."""

from collections.abc import Sequence

ANY_V4, ANY_V6 = "0.0.0.0", "::"  # noqa: S104 -- bound where the settings say so


def meant_by(host: str) -> Sequence[str]:
    """`::` takes IPv4 too, in a socket of its own: asyncio's for IPv6 take IPv6 alone, and addresses of people stay as they are."""
    return (ANY_V4, ANY_V6) if host == ANY_V6 else (host,)
