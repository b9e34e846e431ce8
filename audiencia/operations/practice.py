"""Runs the simulated people of a practice as a process of its own: the service imports nothing of them."""

import asyncio
import os
import sys
from contextlib import suppress
from uuid import UUID

import structlog

from audiencia.queue.sessions import practice
from audiencia.runtime.context import AppContext

PROGRAM = "audiencia.simulation.session"
LEAVING_SECONDS = practice.LEAVING.total_seconds() - 10
"""For people to leave where the practice ends, before its jornada does."""
CLOSING_SECONDS = 8.0  # For people to leave where this node ends, which others wait for.
KEY = "AUDIENCIA_PRACTICE_KEY"
log = structlog.get_logger()


class PracticeRunner:
    """One for each web node. `address`: where the simulated people find the pages, as anybody does."""

    def __init__(self, context: AppContext, node: UUID, address: str) -> None:
        self._context, self._node, self._address = context, node, address
        self._process: asyncio.subprocess.Process | None = None
        self._people = 0

    async def turn(self) -> None:
        """Looks whether this node is to play one, begins or ends it, and ends the jornadas of those that are over.
        While its people leave another node may begin with others: which one plays is asked anew at the next turn."""
        people = await practice.claim(self._context, self._node)
        alive = self._process is not None and self._process.returncode is None
        if alive and people != self._people:
            await self.close(LEAVING_SECONDS)
        elif people and not alive:
            await self._begin(people)
        await practice.end_over(self._context)

    async def _begin(self, people: int) -> None:
        # The key in the environment, where other users of this machine do not see it. The open pipe tells it whether we live.
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", PROGRAM, self._address, str(people),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL,
            env={**os.environ, KEY: practice.door_key(self._context)},
        )  # fmt: skip
        self._people = people
        log.info("practice_started", people=people)

    async def close(self, patience: float = CLOSING_SECONDS) -> None:
        """Ends the practice: asks the process to leave, then kills it."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        assert process.stdin is not None
        process.stdin.close()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await process.wait()
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        log.info("practice_ended")
