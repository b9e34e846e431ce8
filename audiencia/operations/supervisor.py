"""Starts services in order, keeps them running, and stops them in the opposite order."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

from audiencia.operations.logfiles import keep_small
from audiencia.operations.service import OnRestart, Service, Spec


class Supervisor:
    """All services of one machine. One task each; a service that never comes up ends all of them."""

    def __init__(
        self, run_folder: Path, log_folder: Path, *, verbose: bool = False,
        on_restart: OnRestart = lambda _name, _why: None,
    ) -> None:  # fmt: skip
        self._run_folder = run_folder
        self._log_folder = log_folder
        self._verbose = verbose
        self._on_restart = on_restart
        self._group = asyncio.TaskGroup()
        self._tasks: list[asyncio.Task[None]] = []
        self._keeper: asyncio.Task[None] | None = None
        self.services: dict[str, Service] = {}

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        self._keeper = asyncio.create_task(keep_small(self._log_folder))
        return self

    async def __aexit__(self, *error: object) -> None:
        """Stops everything, last started first, also when the start was interrupted half-way."""
        try:
            await asyncio.shield(asyncio.ensure_future(self.stop()))
        finally:
            await self._group.__aexit__(*error)  # type: ignore[arg-type]

    async def end_orphan(self, spec: Spec) -> None:
        """Ends what an earlier, killed start left of this service, so that its ports are free."""
        await self._service(spec).end_orphan()

    async def start(self, specs: Sequence[Spec]) -> None:
        """Starts these side by side and waits until all are ready. Raises what ended one of them."""
        started = [self._service(spec) for spec in specs]
        for service in started:
            self.services[service.spec.name] = service
            self._tasks.append(self._group.create_task(service.run(), name=service.spec.name))
        await asyncio.gather(*(service.ready.wait() for service in started))

    def _service(self, spec: Spec) -> Service:
        folders = (self._run_folder, self._log_folder)
        return Service(spec, *folders, verbose=self._verbose, on_restart=self._on_restart)

    def _batches(self) -> list[list[Service]]:
        """Last started first; those that belong together at once."""
        found: dict[str, list[Service]] = {}
        for service in reversed(self.services.values()):
            found.setdefault(service.spec.together or service.spec.name, []).append(service)
        return list(found.values())

    async def stop(self) -> None:
        """Ends all services, last started first; returns when none is left."""
        if self._keeper is not None:
            self._keeper.cancel()
        for side_by_side in self._batches():
            await asyncio.gather(*(service.stop() for service in side_by_side))
        await asyncio.gather(*self._tasks, return_exceptions=True)


def on_signals(call: Callable[[], object]) -> None:
    """Calls this on Ctrl-C, SIGTERM, and when the terminal is closed."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, call)
