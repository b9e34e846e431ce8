"""Mistakes of whoever names a database, each in one sentence: in its address, in how it is reached, and in which one it is."""

import re
import ssl
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg

from audiencia.core.cli_text import Stop, _
from audiencia.core.server_versions import OLDEST_POSTGRES
from audiencia.db import revisions

FIRST_REVISION = "0100"  # Of version 0.1.0, the first whose tables are brought forward. Later ones have higher numbers.
VARIABLE = "AUDIENCIA_DATABASE_URL"
MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")  # libpq, "SSL Support", `sslmode`.
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
        return _("the address cannot be understood; check its brackets.")
    if parts.scheme not in ("postgresql", "postgres"):
        return _("it must begin with postgresql://")
    if not all(_has_good_port(host) for host in parts.netloc.rpartition("@")[2].split(",")):
        return _("the port is no number.")
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    mode = asked.get("sslmode", "prefer")
    if mode not in MODES:
        return _("there is no sslmode=%(mode)s; it may be %(modes)s.", mode=mode, modes=", ".join(MODES))
    for name in FILES:
        if name in asked and not _is_readable(Path(asked[name])):
            return _("%(name)s=%(value)s cannot be read.", name=name, value=asked[name])
    if mode in CHECKED_MODES and "sslrootcert" not in asked and not _is_readable(Path.home() / USUAL_AUTHORITY):
        return _("sslmode=%(mode)s needs sslrootcert=, the file of the server's authority.", mode=mode)
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
        what = _("the server speaks no TLS, and sslmode asks for it")
        raise Stop(_told(what)) from error


def _told(what: str) -> str:
    what = what.strip().splitlines()[0].rstrip(".")
    return _("%(variable)s: the database cannot be used (%(what)s).", variable=VARIABLE, what=what)


def refuse_old(version: int) -> None:
    """Raises `Stop` for a server before the oldest that the tables need. `version`: the major one."""
    if version < OLDEST_POSTGRES:
        raise Stop(
            _(
                "%(variable)s: PostgreSQL %(version)s is too old; %(oldest_postgres)s or newer is needed.",
                variable=VARIABLE,
                version=version,
                oldest_postgres=OLDEST_POSTGRES,
            )
        )


def refuse_revisions(unknown: Collection[str], oldest: str | None = None) -> None:
    """Raises `Stop` for tables that this program neither brings up to date nor runs with. `unknown`: their revisions that it has no
    file of; `oldest`: of the programs that run with them."""
    if not unknown or oldest in revisions.known():
        return
    revision = min(unknown)
    if revision < FIRST_REVISION:
        raise Stop(
            _(
                "The tables are from before version 0.1.0 (revision %(revision)s) and are not converted;"
                " begin with an empty database (schema_too_old).",
                revision=revision,
            )
        )
    raise Stop(
        _(
            "The tables are of a newer version (revision %(revision)s); use the newer program (schema_too_new).",
            revision=revision,
        )
    )


def check_revision(revision: str | None, *, older: bool, oldest: str | None = None) -> None:
    """Raises `Stop` unless the tables have the newest revision, a later one with which this program runs (`oldest`), or, with `older`,
    an earlier one. `revision`: `None` without tables."""
    refuse_revisions(set() if revision is None else {revision} - revisions.known(), oldest)
    if revision is None or (revisions.is_older(revision) and not older):
        raise Stop(
            _(
                "The tables are of an older version (revision %(revision)s, needed is %(wanted)s); start `audiencia serve` again, "
                "or with nodes apart run: audiencia migrate (schema_not_migrated).",
                revision=revision or "—",
                wanted=revisions.newest(),
            )
        )
