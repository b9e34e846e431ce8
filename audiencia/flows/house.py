"""What every flow needs, handed in by the composition root."""

from dataclasses import dataclass

from audiencia.config import Municipality
from audiencia.db.database import Database
from audiencia.privacy.crypto import Keyring


@dataclass(frozen=True, slots=True)
class House:
    """The database, the keys, the municipality's configuration, and the origin that people use, where it is known."""

    database: Database
    keyring: Keyring
    municipality: Municipality
    origin: str | None = None
