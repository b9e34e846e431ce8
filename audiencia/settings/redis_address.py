"""Mistakes in the address of a Redis or Valkey, each in one sentence, before any is asked. Pure."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from audiencia.core.cli_text import _

ANYTHING, NUMBER, SECONDS, YES_OR_NO = ".+", r"\d+", r"\d+(\.\d+)?", "(?i:true|false|yes|no)"
PARAMETERS: Mapping[str, str] = {
    "db": NUMBER, "username": ANYTHING, "password": ANYTHING, "client_name": r"\S+", "protocol": "[23]",
    "socket_timeout": SECONDS, "socket_connect_timeout": SECONDS, "retry_on_timeout": YES_OR_NO,
    "health_check_interval": NUMBER, "max_connections": "[1-9][0-9]*",
}  # fmt: skip
"""The parameters of an address, and what their values look like."""
TCP_PARAMETERS: Mapping[str, str] = {"socket_keepalive": YES_OR_NO}
TLS_PARAMETERS: Mapping[str, str] = {
    "ssl_ca_certs": ANYTHING, "ssl_ca_path": ANYTHING, "ssl_certfile": ANYTHING, "ssl_keyfile": ANYTHING,
    "ssl_password": ANYTHING, "ssl_ciphers": ANYTHING, "ssl_cert_reqs": "none|optional|required", "ssl_check_hostname": YES_OR_NO,
}  # fmt: skip
"""Those of `rediss://` alone."""
KNOWN: Mapping[str, Mapping[str, str]] = {
    "unix": PARAMETERS,
    "redis": {**PARAMETERS, **TCP_PARAMETERS},
    "rediss": {**PARAMETERS, **TCP_PARAMETERS, **TLS_PARAMETERS},
}


def checked(url: str) -> str:
    """The address. Raises `ValueError` for what no client of Redis opens; no value is in the sentence."""
    try:
        parts = urlsplit(url)
        opened = parts.scheme in KNOWN and parts.port != 0
    except ValueError:
        opened = False
    if not opened:
        raise ValueError(_("write an address such as redis://127.0.0.1:6379/0"))
    known = KNOWN[parts.scheme]
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name not in known:
            raise ValueError(_("«%(name)s» is no parameter of such an address", name=name))
        if not re.fullmatch(known[name], value):
            raise ValueError(_("the parameter «%(name)s» cannot have this value", name=name))
    return url
