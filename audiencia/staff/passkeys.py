"""Passkeys (WebAuthn level 3, by py_webauthn): what browsers are asked, and what their answers are checked against.
A key is discoverable and verifies its owner by itself (PIN, finger, face): alone it is worth a password and a second step."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from audiencia.core.ids import StaffId
from audiencia.privacy.crypto import Keyring
from audiencia.staff.challenges import Asked


@dataclass(frozen=True, slots=True)
class Place:
    """Where keys count: the name of the service, and the origins of its pages."""

    name: str
    origins: tuple[str, ...]


def user_handle(keyring: Keyring, staff_id: StaffId) -> bytes:
    """What an authenticator keeps of the account: nothing that names anybody."""
    return keyring.keyed_hash("passkey-user", str(staff_id))


def registration_options(
    place: Place, program: str, login: str, handle: bytes, challenge: bytes, known: Collection[bytes]
) -> str:
    """What the browser makes a key by, as JSON; `known`: credentials that the account has already."""
    selection = AuthenticatorSelectionCriteria(
        resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
    )
    options = generate_registration_options(
        rp_id=place.name,
        rp_name=program,
        user_name=login,
        user_id=handle,
        challenge=challenge,
        authenticator_selection=selection,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return options_to_json(options)


def sign_in_options(place: Place, challenge: bytes) -> str:
    """What the browser signs, with whichever key its owner chooses, as JSON."""
    options = generate_authentication_options(
        rp_id=place.name, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
    )
    return options_to_json(options)


def registered(answer: str, asked: Asked, place: Place, now: float) -> tuple[VerifiedRegistration, bytes] | None:
    """The new key and the challenge that it answers; `None` for what is not right."""
    try:
        challenge = _challenge_of(parse_registration_credential_json(answer))
        if not asked.made(challenge, now):
            return None
        found = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.name,
            expected_origin=list(place.origins),
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001 -- whatever a reader of foreign bytes meets, the answer is refused
        return None
    return found, challenge


def credential_of(answer: str) -> tuple[bytes, bytes | None] | None:
    """By which key, and for which account, somebody says to sign in; `None` for what cannot be read."""
    try:
        credential = parse_authentication_credential_json(answer)
    except Exception:  # noqa: BLE001 -- whatever a reader of foreign bytes meets, the answer is refused
        return None
    return credential.raw_id, credential.response.user_handle


def proved(
    answer: str, asked: Asked, place: Place, public_key: bytes, sign_count: int, now: float
) -> tuple[VerifiedAuthentication, bytes] | None:
    """That the key was used, and the challenge that it answers; `None` for what is not right, such as a count that goes back."""
    try:
        challenge = _challenge_of(parse_authentication_credential_json(answer))
        if not asked.made(challenge, now):
            return None
        found = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.name,
            expected_origin=list(place.origins),
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001 -- whatever a reader of foreign bytes meets, the answer is refused
        return None
    return found, challenge


def _challenge_of(credential: Any) -> bytes:
    return bytes(parse_client_data_json(credential.response.client_data_json).challenge)
