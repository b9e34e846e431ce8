"""What every flow needs, handed in by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from audiencia.core.ids import QueueId, RoomId
from audiencia.db.database import Database
from audiencia.db.group_commit import Combiner
from audiencia.privacy.crypto import Keyring
from audiencia.privacy.unreadable import Met
from audiencia.runtime.channels import Channels
from audiencia.runtime.forecast import Forecaster
from audiencia.settings.config import Municipality
from audiencia.settings.preference import Preference


def _nobody_is_told() -> None:
    """Where no page is open."""


ROOMS_KNOWN = 5_000
"""Of so many rooms a process remembers what they served: far more than call in one jornada. When more than this call in turn,
each is forgotten before it calls again, and none goes together with another."""


@dataclass(slots=True)
class CallBatcher:
    """Where this process' calls of whoever is next come together: those of rooms that served the same queues the last time.
    A memory, never a truth: what a room serves is read under its lock. A room that is not known here, or serves others by
    now, calls alone or beside others just as rightly."""

    calls: Combiner[Any, Any] = field(default_factory=Combiner)
    _served: dict[RoomId, tuple[QueueId, ...]] = field(default_factory=dict)

    def beside(self, room_id: RoomId) -> tuple[int, ...]:
        """What is the same for rooms that call together."""
        return self._served.get(room_id, (room_id,))

    def note(self, room_id: RoomId, serves: tuple[QueueId, ...]) -> None:
        """What this room serves now; of more than `ROOMS_KNOWN`, the one that has not called for the longest time is forgotten."""
        self._served.pop(room_id, None)
        self._served[room_id] = serves
        if len(self._served) > ROOMS_KNOWN:
            del self._served[next(iter(self._served))]


@dataclass(slots=True)
class InForce:
    """The municipality as it is now in this process, shared by all who look at it: nobody keeps a copy beside it.
    It is replaced as a whole when an administrator changed something (`administration.catalogue.follow`). `files`: what the files say;
    `version`: the state of the catalogue that was put over them, 0 for one that nobody has changed yet; `changed`: what is
    told of each replacement."""

    municipality: Municipality
    version: int = 0
    files: Municipality = field(init=False)
    changed: Callable[[], None] = field(default=_nobody_is_told, compare=False)

    def __post_init__(self) -> None:
        self.files = self.municipality

    def replace(self, municipality: Municipality, version: int) -> None:
        """From now on this one counts."""
        self.municipality, self.version = municipality, version
        self.changed()


@dataclass(frozen=True, slots=True, repr=False)
class AppContext:
    """The database, the keys, the configuration, the origin that people use, where it is known, who estimates, and by which
    ways people can be told while no page is open.
    `fleet`: which media workers this node uses (`media.control.identity`).
    `demo`: a demonstration. The jornada of the calendar is planned and booked in it too, and marked once it begins: none counts.
    Nothing of it changes, but for what is behind it: the database, the configuration in force, and of this process the `call_batcher`
    and what its live pages `met` that does not open."""

    database: Database
    keyring: Keyring
    in_force: InForce
    origin: str | None = None
    forecaster: Forecaster | None = None
    channels: Channels = field(default_factory=Channels)
    call_batcher: CallBatcher = field(default_factory=CallBatcher, compare=False)
    met: Met = field(default_factory=Met, compare=False)
    demo: bool = False
    fleet: str | None = None

    @property
    def municipality(self) -> Municipality:
        """As it is configured at this moment; ask again rather than keep it."""
        return self.in_force.municipality

    @property
    def preference(self) -> Preference:
        """The rule of preferential attention."""
        limits = self.municipality.limits
        return Preference(limits.preference_every, limits.preference_bound)

    @property
    def closing_grace(self) -> timedelta:
        """How long after closing time those who wait are still called."""
        return timedelta(minutes=self.municipality.limits.closing_grace_minutes)
