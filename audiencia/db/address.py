"""Mistakes of whoever names a database, each in one sentence: in its address, in how it is reached, and in which one it is."""

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg

from audiencia.core.cli_text import Stop, say
from audiencia.core.server_versions import OLDEST_POSTGRES

VARIABLE = "AUDIENCIA_DATABASE_URL"
MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
"""libpq, "SSL Support", `sslmode`."""
CHECKED_MODES = ("verify-ca", "verify-full")
FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl")
USUAL_AUTHORITY = Path(".postgresql") / "root.crt"
MISTAKES = (
    asyncpg.ClientConfigurationError,
    asyncpg.InvalidAuthorizationSpecificationError,  # a wrong password as well
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientPrivilegeError,
    asyncpg.UndefinedFileError,
    asyncpg.FeatureNotSupportedError,
    asyncpg.UndefinedObjectError,
    asyncpg.CantChangeRuntimeParamError,
)
"""What a server, or the driver before it asks one, says of an address, a role or a database that cannot be used as it is."""
REFUSES_TLS = re.compile("rejected SSL upgrade")
"""What asyncpg says, in a `ConnectionError`, of a server without TLS where TLS is asked for."""


def check(url: str) -> None:
    """Raises `Stop` for an address that no server could be reached at. The password is never in the sentence."""
    what = problem(url)
    if what is not None:
        raise Stop(f"{VARIABLE}: {what}")


def problem(url: str) -> str | None:
    """What is wrong with the address; `None`: nothing that can be seen without asking the server."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return say("la dirección no se entiende; revise los corchetes.",
                   "the address cannot be understood; check its brackets.")  # fmt: skip
    if parts.scheme not in ("postgresql", "postgres"):
        return say("debe empezar con postgresql://", "it must begin with postgresql://")
    if not all(_has_good_port(host) for host in parts.netloc.rpartition("@")[2].split(",")):
        return say("el puerto no es un número.", "the port is no number.")
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    mode = asked.get("sslmode", "prefer")
    if mode not in MODES:
        return say(f"sslmode={mode} no existe; puede ser {', '.join(MODES)}.",
                   f"there is no sslmode={mode}; it may be {', '.join(MODES)}.")  # fmt: skip
    for name in FILES:
        if name in asked and not _is_readable(Path(asked[name])):
            return say(f"{name}={asked[name]} no se puede leer.", f"{name}={asked[name]} cannot be read.")
    if mode in CHECKED_MODES and "sslrootcert" not in asked and not _is_readable(Path.home() / USUAL_AUTHORITY):
        return say(f"sslmode={mode} necesita sslrootcert=, el archivo de la autoridad del servidor.",
                   f"sslmode={mode} needs sslrootcert=, the file of the server's authority.")  # fmt: skip
    return None


def _has_good_port(host: str) -> bool:
    """Several hosts may be named, each with a port or without."""
    port = host.rpartition("]")[2].partition(":")[2] if "]" in host else host.partition(":")[2]
    return not port or port.isdecimal()


def _is_readable(file: Path) -> bool:
    try:
        with file.open("rb"):
            return True
    except OSError:
        return False


@contextmanager
def mistakes_are_told() -> Iterator[None]:
    """Turns into `Stop` what waiting does not mend. Errors of a server that is away pass as they are."""
    try:
        yield
    except MISTAKES as error:
        raise Stop(_told(str(error))) from error
    except ssl.SSLError as error:
        raise Stop(_told(getattr(error, "verify_message", "") or error.reason or str(error))) from error
    except ConnectionError as error:
        if not REFUSES_TLS.search(str(error)):
            raise
        what = say("el servidor no habla TLS, y sslmode lo pide", "the server speaks no TLS, and sslmode asks for it")
        raise Stop(_told(what)) from error


def _told(what: str) -> str:
    what = what.strip().splitlines()[0].rstrip(".")
    return say(f"{VARIABLE}: la base de datos no se puede usar ({what}).",
               f"{VARIABLE}: the database cannot be used ({what}).")  # fmt: skip


def refuse_old(version_num: int) -> None:
    """Raises `Stop` for a server before the oldest that the tables need. `version_num`: as `server_version_num` says it."""
    if version_num < OLDEST_POSTGRES * 10_000:
        raise Stop(say(f"{VARIABLE}: PostgreSQL {version_num // 10_000} es demasiado antiguo; hace falta el {OLDEST_POSTGRES} o más nuevo.",
                       f"{VARIABLE}: PostgreSQL {version_num // 10_000} is too old; {OLDEST_POSTGRES} or newer is needed."))  # fmt: skip
