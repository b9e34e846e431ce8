"""What keeps a Redis from being used, by what its client raises."""

import ssl

import pytest
from redis.exceptions import AuthenticationError, ConnectionError, NoPermissionError, ResponseError

from audiencia.core.redis_trouble import Trouble, trouble


def of_openssl(reason: str) -> ssl.SSLError:
    made = ssl.SSLError(1, f"[SSL: {reason}]")
    made.reason = reason
    return made


RAISED: list[tuple[Exception, Exception | None, Trouble]] = [
    (AuthenticationError("WRONGPASS"), None, Trouble.LOGIN),
    (NoPermissionError("User a has no permissions"), None, Trouble.RIGHTS),
    (ResponseError("ACL failure in script: User a has no permissions"), None, Trouble.RIGHTS),
    (ResponseError("MISCONF"), None, Trouble.AWAY),
    (ConnectionError(), ssl.SSLCertVerificationError(1, "self-signed"), Trouble.CERTIFICATE),
    (ConnectionError(), of_openssl("TLSV13_ALERT_CERTIFICATE_REQUIRED"), Trouble.OWN_CERTIFICATE),
    (ConnectionError(), of_openssl("TLSV1_ALERT_UNKNOWN_CA"), Trouble.OWN_CERTIFICATE),
    (ConnectionError(), of_openssl("WRONG_VERSION_NUMBER"), Trouble.NO_TLS),
    (ConnectionError(), of_openssl("KEY_VALUES_MISMATCH"), Trouble.FILE),
    (ConnectionError(), FileNotFoundError(2, "No such file"), Trouble.FILE),
    (ConnectionError(), ConnectionRefusedError(111, "refused"), Trouble.AWAY),
    (TimeoutError(), None, Trouble.AWAY),
]


@pytest.mark.parametrize(("error", "cause", "found"), RAISED)
def test_each_is_told_from_the_others(error: Exception, cause: Exception | None, found: Trouble) -> None:
    error.__context__ = cause
    assert trouble(error, tls=True) is found


def test_a_socket_that_is_not_there_is_no_file_of_tls() -> None:
    error = ConnectionError()
    error.__context__ = FileNotFoundError(2, "No such file")
    assert trouble(error) is Trouble.AWAY
