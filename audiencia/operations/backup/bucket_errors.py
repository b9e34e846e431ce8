"""What may be wrong with a bucket, in one sentence each (`bucket_words.toml`)."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ConnectionError,
    HTTPClientError,
    SSLError,
)

from audiencia.core import text_files
from audiencia.core.cli_text import Stop, _
from audiencia.settings.backup_place import S3Address

WORDS = text_files.load("audiencia.operations.backup", "bucket_words.toml")
UNTRUSTED = "CERTIFICATE_VERIFY_FAILED"
GONE = "NoSuchUpload"
REFUSED = {
    "keys": {"InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidClientTokenId", "AuthorizationHeaderMalformed"},
    "rights": {"AccessDenied", "AllAccessDisabled", "AccountProblem", "403"},
    "no_bucket": {"NoSuchBucket"},
    "clock": {"RequestTimeTooSkewed", "RequestExpired"},
    "region": {"PermanentRedirect", "IllegalLocationConstraintException", "301"},
    "changed": {"NoSuchKey", "PreconditionFailed", "412"},
    "gone": {GONE},
}
"""By the codes of S3's list of errors."""
FAILED = (
    ((SSLError, ConnectionClosedError), "cut_off"),
    (ConnectionError, "unreachable"),
    (HTTPClientError, "silent"),
    (BotoCoreError, "unusable"),
)
"""The first of whose kind it is."""


@contextmanager
def told(place: S3Address, host: str) -> Iterator[None]:
    """What the library raises becomes a `Stop`; what a request held, the keys among it, is in none."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        code, why = _code(error) or "?", type(error).__name__
        text = WORDS[_case(error)]
        raise Stop(_(text, place=place, bucket=place.bucket, host=host, code=code, why=why)) from error


def is_gone(error: Stop) -> bool:
    """Whether the server knows no such upload."""
    return _code(error.__cause__) == GONE


def missing(file: str) -> str:
    """Where no such file is."""
    return _("%(file)s is not there.", file=file)


def _code(error: BaseException | None) -> str:
    """The server's code of a refusal; empty for all other errors."""
    return str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, ClientError) else ""


def _case(error: ClientError | BotoCoreError) -> str:
    if isinstance(error, ClientError):
        return next((case for case, codes in REFUSED.items() if _code(error) in codes), "refused")
    if isinstance(error, SSLError) and UNTRUSTED in str(error):
        return "untrusted"
    return next(case for kind, case in FAILED if isinstance(error, kind))
