"""Why a Redis or Valkey cannot be used, by what its client raised. Pure."""

import ssl
from enum import StrEnum

from redis.exceptions import AuthenticationError, NoPermissionError, RedisError

FAILURES = (RedisError, OSError, TimeoutError)
"""What the client raises when the server is away, or refuses."""


class Trouble(StrEnum):
    """All but `AWAY` stay until somebody changes the address or the server."""

    AWAY = "away"
    LOGIN = "login"
    RIGHTS = "rights"
    CERTIFICATE = "certificate"
    OWN_CERTIFICATE = "own_certificate"
    FILE = "file"
    NO_TLS = "no_tls"
    TLS_ALONE = "tls_alone"


def trouble(error: BaseException, *, tls: bool = False) -> Trouble:
    """`tls`: whether the address asks for TLS, whose files are read with each connection."""
    if isinstance(error, AuthenticationError):
        return Trouble.LOGIN
    if isinstance(error, NoPermissionError) or "ACL failure in script" in str(error):
        return Trouble.RIGHTS
    cause = error.__cause__ or error.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return Trouble.CERTIFICATE
    if isinstance(cause, ssl.SSLError):
        return _of_tls(cause)
    return Trouble.FILE if tls and isinstance(cause, FileNotFoundError | PermissionError) else Trouble.AWAY


def _of_tls(error: ssl.SSLError) -> Trouble:
    """By what OpenSSL says: of an alert of the server (RFC 8446, 6.2), of an answer without TLS, else of our own files."""
    reason = error.reason or ""
    if "ALERT" in reason or "HANDSHAKE_FAILURE" in reason:
        return Trouble.OWN_CERTIFICATE
    return Trouble.NO_TLS if reason in ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE") else Trouble.FILE
