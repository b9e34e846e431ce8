"""What every flow needs, handed in by the composition root."""

from dataclasses import dataclass
from datetime import timedelta

from audiencia.config import Municipality
from audiencia.db.database import Database
from audiencia.privacy.crypto import Keyring
from audiencia.queue.routing import Preference


@dataclass(frozen=True, slots=True)
class House:
    """The database, the keys, the municipality's configuration, and the origin that people use, where it is known."""

    database: Database
    keyring: Keyring
    municipality: Municipality
    origin: str | None = None

    @property
    def preference(self) -> Preference:
        """The rule of preferential attention."""
        limits = self.municipality.limits
        return Preference(limits.preference_every, limits.preference_bound)

    @property
    def closing_grace(self) -> timedelta:
        """How long after closing time those who wait are still called."""
        return timedelta(minutes=self.municipality.limits.closing_grace_minutes)
