"""What may be wrong with a bucket, in one sentence each: what happened, and what to do."""

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

from audiencia.core.cli_text import Stop, _
from audiencia.settings.backup_place import S3Address

KEYS = frozenset(
    {"InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidClientTokenId", "AuthorizationHeaderMalformed"}
)
RIGHTS = frozenset({"AccessDenied", "AllAccessDisabled", "AccountProblem", "403"})
UNTRUSTED = "CERTIFICATE_VERIFY_FAILED"
CLOCK = frozenset({"RequestTimeTooSkewed", "RequestExpired"})
GONE = "NoSuchUpload"
REGION = frozenset({"PermanentRedirect", "IllegalLocationConstraintException", "301"})


@contextmanager
def told(place: S3Address, host: str) -> Iterator[None]:
    """What the library raises becomes a `Stop`; what a request held, the keys among it, is in none."""
    try:
        yield
    except ClientError as error:
        raise Stop(_refused(str(error.response.get("Error", {}).get("Code", "")), place, host)) from error
    except SSLError as error:
        if UNTRUSTED not in str(error):
            raise Stop(_cut_off(host)) from error
        raise Stop(
            _(
                "The certificate of %(host)s is not of an authority that this machine trusts; name its PEM file in "
                "AUDIENCIA_BACKUP_S3_CA.",
                host=host,
            )
        ) from error
    except ConnectionClosedError as error:
        raise Stop(_cut_off(host)) from error
    except ConnectionError as error:
        raise Stop(
            _("%(host)s cannot be reached; look at AUDIENCIA_BACKUP_S3_ENDPOINT and the network.", host=host)
        ) from error
    except HTTPClientError as error:
        raise Stop(_("%(host)s does not answer; look at the network and try again.", host=host)) from error
    except BotoCoreError as error:
        raise Stop(_("%(place)s cannot be used: %(why)s", place=place, why=type(error).__name__)) from error


def _cut_off(host: str) -> str:
    return _("%(host)s cut off the connection; try again later.", host=host)


def is_gone(error: Stop) -> bool:
    """Whether the server knows no such upload."""
    cause = error.__cause__
    return isinstance(cause, ClientError) and cause.response.get("Error", {}).get("Code") == GONE


def missing(file: str) -> str:
    """Where no such file is."""
    return _("%(file)s is not there.", file=file)


def _refused(code: str, place: S3Address, host: str) -> str:
    """By the code of S3's list of errors."""
    if code in KEYS:
        return _(
            "%(host)s knows no such key: correct AUDIENCIA_BACKUP_S3_ACCESS_KEY, AUDIENCIA_BACKUP_S3_SECRET_KEY and "
            "AUDIENCIA_BACKUP_S3_REGION.",
            host=host,
        )
    if code in RIGHTS:
        return _(
            "%(host)s lets this key do too little in %(place)s: it has to list, read, write and delete there, and list and "
            "abort uploads.",
            host=host,
            place=place,
        )
    if code == "NoSuchBucket":
        return _(
            "There is no bucket «%(bucket)s» at %(host)s; make it, or correct the address.",
            bucket=place.bucket,
            host=host,
        )
    if code in CLOCK:
        return _("The clocks of this machine and of %(host)s are too far apart; set this one by NTP.", host=host)
    if code in REGION:
        return _(
            "The bucket «%(bucket)s» is in another region; name it in AUDIENCIA_BACKUP_S3_REGION.", bucket=place.bucket
        )
    if code in ("NoSuchKey", "PreconditionFailed", "412"):
        return _("A file in %(place)s was changed or removed while it was read; try again.", place=place)
    if code == GONE:
        return _("%(host)s gave the upload up before it was whole; try again.", host=host)
    return _("%(host)s refused: %(code)s. Try again later; else ask who runs it.", host=host, code=code or "?")
