"""Where backups go: a folder of this machine, or a bucket behind an address that speaks S3."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from audiencia.core.cli_text import _

SCHEME = "s3://"
FORM = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?P<prefix>(?:/[\w@+-][\w.@+-]*)*)/?")


@dataclass(frozen=True, slots=True)
class S3Address:
    """`prefix`: the names within the bucket begin with it; empty, or with a slash at its end."""

    bucket: str
    prefix: str = ""

    def __str__(self) -> str:
        return f"{SCHEME}{self.bucket}/{self.prefix}".rstrip("/")


BackupPlace = Path | S3Address


def parse(given: object) -> object:
    """A text as a place; anything else as it is. Raises `ValueError`."""
    if not isinstance(given, str):
        return given
    if not given.lower().startswith(SCHEME):
        return Path(given)
    found = FORM.fullmatch(given)
    if found is None:
        raise ValueError(_("write s3://bucket or s3://bucket/folder"))
    return S3Address(found["bucket"], f"{found['prefix'][1:]}/" if found["prefix"] else "")


def endpoint(given: str) -> str:
    """The address of a server that speaks S3. Raises `ValueError`."""
    parts = urlsplit(given)
    usable = parts.hostname and _has_port(parts) and parts.username is None and not parts.query
    if not usable or parts.scheme not in ("https", "http"):
        raise ValueError(_("write https://name or https://name:port"))
    if parts.scheme == "http" and not _is_here(parts.hostname or ""):
        raise ValueError(_("http:// is for this machine alone; write https://"))
    return given.rstrip("/")


def _has_port(parts: SplitResult) -> bool:
    """Or names none, which is the usual one."""
    try:
        return parts.port != 0
    except ValueError:
        return False


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
