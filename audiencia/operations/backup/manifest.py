"""What a backup says of itself, signed: when it was taken, of what, and the hashes of its parts. Nothing personal.
It is signed by the installation's own keys, which are restored first: nobody else can make a backup that is believed."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from cryptography.exceptions import InvalidSignature
from pydantic import BaseModel, ValidationError

from audiencia.core.cli_text import Stop, _
from audiencia.operations.backup.place import Place
from audiencia.operations.backup.sealing import Part
from audiencia.privacy.crypto import Keyring

FILE = "manifest.json"
PURPOSE = "backup"


class Strange(Stop):
    """Not what this program wrote with these keys."""


class Manifest(BaseModel, frozen=True, extra="forbid"):
    """`made_at`: whatever was acknowledged before is in it. `wal_from`: the first file of the log that it needs to go on from.
    `at_least`, `at_most`: rows of tables that only grow, counted before and after. `audit_end`: the signed end of the record of
    accesses, empty where that is empty."""

    format: Literal[1] = 1
    made_at: datetime
    ended_at: datetime
    program: str
    revision: str
    postgres: int
    installation: str
    wal_from: str
    at_least: dict[str, int]
    at_most: dict[str, int]
    audit_end: str
    parts: dict[str, Part]

    def text(self) -> bytes:
        """What is signed: the same content has one form alone."""
        return json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":")).encode()


class Signed(BaseModel, frozen=True, extra="forbid"):
    """As it lies beside the parts."""

    manifest: Manifest
    signature: str

    def refuse_foreign(self, keyring: Keyring, place: Place) -> None:
        """Raises `Strange` unless the installation of these keys made it."""
        try:
            signature = bytes.fromhex(self.signature)
            keyring.signing_key(PURPOSE).public_key().verify(signature, self.manifest.text())
        except (InvalidSignature, ValueError) as error:
            raise Strange(
                _(
                    "The backup in %(folder)s was not made with these keys, or was changed; use the keys of its own installation.",
                    folder=place,
                )
            ) from error


def write(place: Place, made: Manifest, keyring: Keyring) -> None:
    """The last of a backup's files."""
    signature = keyring.signing_key(PURPOSE).sign(made.text()).hex()
    text = json.dumps(Signed(manifest=made, signature=signature).model_dump(mode="json"), indent=1)
    with place.writing(FILE) as file:
        file.write(text.encode())


def read(place: Place) -> Signed:
    """Raises `Stop`: `Strange` where it was read."""
    with place.open(FILE) as file:
        text = file.read()
    try:
        found: Mapping[str, Any] = json.loads(text)
        return Signed.model_validate(found)
    except (ValueError, ValidationError) as error:
        raise Strange(_("There is no backup in %(folder)s that this version understands.", folder=place)) from error
