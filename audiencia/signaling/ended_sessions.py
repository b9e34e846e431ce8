"""Sockets of staff whose session ended: closed at once, at every node."""

import asyncio
from collections.abc import Collection, Sequence

import structlog

from audiencia.core.cancellation import raise_if_cancelled
from audiencia.core.ids import StaffId
from audiencia.core.logs import failure
from audiencia.signaling.namespaces.base import LiveNamespace
from audiencia.signaling.namespaces.staff import StaffNamespace

log = structlog.get_logger()


class EndedSessions:
    """Whose sessions ended, as this node or another one tells. Hints that were lost are made up for by `look_after`."""

    def __init__(self) -> None:
        self._staff: set[StaffId] = set()
        self._some = asyncio.Event()

    def note(self, staff_ids: Collection[StaffId]) -> None:
        """Schedules a check of the sockets of these members of staff."""
        self._staff.update(staff_ids)
        self._some.set()

    async def run(self, namespaces: Sequence[LiveNamespace]) -> None:
        """Closes sockets until cancelled."""
        of_staff = [one for one in namespaces if isinstance(one, StaffNamespace)]
        while True:
            await self._some.wait()
            self._some.clear()
            ended, self._staff = self._staff, set()
            for staff_id in ended:
                try:
                    for namespace in of_staff:
                        await namespace.look_at(staff_id)
                except Exception as error:  # noqa: BLE001 -- the periodic look repairs it
                    failure(log, "ended_session_look_failed", error)
                raise_if_cancelled()
