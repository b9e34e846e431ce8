"""Codes of an application that counts time (TOTP, RFC 6238): six digits, a new one each thirty seconds. Pure.
The secret is derived from the keys, the account and a salt: the database holds nothing to make codes with."""

import base64
import hmac
import re
import secrets

import pyotp

from audiencia.core.ids import StaffId
from audiencia.privacy.crypto import Keyring

PERIOD = 30
SECRET_BYTES = 20
_SALT = re.compile(r"[A-Za-z0-9_-]{22}")


def new_salt() -> str:
    """128 random bits."""
    return secrets.token_urlsafe(16)


def is_salt(text: str) -> bool:
    """Whether `new_salt` can have made it."""
    return _SALT.fullmatch(text) is not None


def secret_of(keyring: Keyring, staff_id: StaffId, salt: str) -> str:
    """In base 32, as it is typed into an application."""
    return base64.b32encode(keyring.keyed_hash("totp", f"{staff_id}:{salt}")[:SECRET_BYTES]).decode()


def address(secret: str, login: str, issuer: str) -> str:
    """What an application reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def step_of(secret: str, typed: str, at: float, after: int = 0) -> int | None:
    """The step of this code, when it is of now (seconds since 1970) or of the step before or after, and of none up to `after`."""
    digits = "".join(typed.split())
    if not (digits.isascii() and digits.isdecimal()):
        return None
    now, made = int(at) // PERIOD, pyotp.TOTP(secret)
    fitting = (one for one in (now, now - 1, now + 1) if hmac.compare_digest(made.generate_otp(one), digits))
    return next((one for one in fitting if one > after), None)
