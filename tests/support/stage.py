"""A client's media: connects when it is asked to, and again whenever another run of the media worker answers."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self
from uuid import uuid4

from audiencia.simulation.trouble import ClientError, Refused, TookTooLong
from tests.support.citizen_client import CitizenClient
from tests.support.director_client import DirectorClient
from tests.support.media_client import SLOTS, MediaClient
from tests.support.relative_client import RelativeClient

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 8.0
ATTEMPT_SECONDS = 10.0
"""For the handshake: as long as the worker gives it. One that a dying worker answered is given up then."""


class Stage:
    """The media connection of `person`, who must be connected. `media` is the newest one that came up."""

    def __init__(self, person: CitizenClient | DirectorClient | RelativeClient) -> None:
        self._person = person
        self._media: MediaClient | None = None
        self.peer_id = uuid4()
        """Of the newest connection."""
        self.boot: str | None = None
        """The run of the worker that answered."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def media(self) -> MediaClient:
        """The connection. Raises `LookupError` before the first."""
        if self._media is None:
            raise LookupError("there is no media connection yet")
        return self._media

    async def connect(self, within: float = 60.0, slots: Sequence[str] = SLOTS) -> MediaClient:
        """Makes a connection with these slots, trying again while no worker answers; closes the one before. Raises `TookTooLong`."""
        deadline = asyncio.get_running_loop().time() + within
        pause, last = FIRST_PAUSE, "nothing"
        while asyncio.get_running_loop().time() < deadline:
            media, peer_id = MediaClient(slots=slots), uuid4()
            try:
                answer = await self._person.offer(await media.offer(), peer_id, slots=media.names)
                await media.accept(answer.sdp, timeout=ATTEMPT_SECONDS)
            except (ClientError, TimeoutError) as error:
                await media.close()
                if isinstance(error, Refused) and error.code == "media_offer_refused":
                    raise
                last = repr(error)
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
                continue
            await self.close()
            self._media, self.boot, self.peer_id = media, answer.boot, peer_id
            return media
        raise TookTooLong("media connection", within, last)

    async def add(self, *slots: str) -> None:
        """Adds slots to the connection. Raises `Refused`."""
        self.media.add(slots)
        sdp = await self.media.offer()
        answer = await self._person.offer(sdp, self.peer_id, slots=self.media.names, boot=self.boot)
        await self.media.take(answer.sdp)

    async def close(self) -> None:
        """Ends the connection."""
        media, self._media = self._media, None
        if media is not None:
            with suppress(ConnectionError):
                await media.close()
