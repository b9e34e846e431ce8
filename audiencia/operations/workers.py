"""What an operator asks of the media workers: how they are, and to take no further rooms before a restart."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from audiencia.core.cli_text import Stop, _
from audiencia.core.errors import Stale, Unavailable
from audiencia.core.paths import DataFolder
from audiencia.media.control.control import MediaControl, WorkerState
from audiencia.privacy import keyfiles
from audiencia.settings.config import Settings

LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Report:
    """A worker, by its place from 1 on and its name; without a state while it does not answer."""

    place: int
    name: str
    state: WorkerState | None


async def report(settings: Settings) -> Sequence[Report]:
    """All workers, as they are now. Raises `Stop` without the secret."""
    found = []
    for place, name in enumerate(settings.workers, start=1):
        async with _control(settings, name) as control:
            try:
                found.append(Report(place, name, await control.state()))
            except Unavailable:
                found.append(Report(place, name, None))
    return found


def in_words(one: Report) -> str:
    """One line for the terminal."""
    head, state = f"{one.place}  {one.name}  ", one.state
    if state is None:
        return head + _("does not answer")
    load = state.load
    drains = _("  takes no new rooms") if state.draining else ""
    calls = _("calls") + f": {load.calls} " + _("of") + f" {state.capacity}"
    return f"{head}{calls}  " + _("processor") + f": {load.busy_pct} %{drains}"


async def drain(settings: Settings, worker: str, draining: bool) -> str:
    """The worker of this place or name takes no further rooms, or takes them again; gives its name. Raises `Stop`."""
    name = named(settings, worker)
    async with _control(settings, name) as control:
        try:
            await control.drain(draining)
        except Unavailable as error:
            raise Stop(_silent(name)) from error
    return name


async def until_empty(settings: Settings, name: str, tell: Callable[[int], None]) -> None:
    """Waits until nobody talks at a worker that drains; `tell` hears how many calls go on whenever that changes."""
    told = None
    async with _control(settings, name) as control:
        while told != 0:
            try:
                calls = (await control.state()).load.calls
            except Unavailable as error:
                raise Stop(_silent(name)) from error
            if calls != told:
                tell(calls)
                told = calls
            await asyncio.sleep(LOOK_SECONDS if calls else 0)


async def end(settings: Settings, name: str) -> None:
    """Ends the process of an empty worker that drains; the supervisor starts it again. Raises `Stop` when it is not empty."""
    async with _control(settings, name) as control:
        try:
            await control.end()
        except Stale as error:
            raise Stop(_("«%(name)s» still has calls.", name=name)) from error
        except Unavailable as error:
            raise Stop(_silent(name)) from error


def named(settings: Settings, worker: str) -> str:
    """The name of the worker with this place (from 1 on) or name. Raises `Stop`."""
    if worker in settings.workers:
        return worker
    if worker.isdecimal() and 1 <= int(worker) <= len(settings.workers):
        return settings.workers[int(worker) - 1]
    known = ", ".join(f"{place}: {name}" for place, name in enumerate(settings.workers, start=1))
    raise Stop(_("There is no media worker «%(worker)s»; there are: %(known)s.", worker=worker, known=known))


def _control(settings: Settings, name: str) -> MediaControl:
    return MediaControl(f"http://{name}", secret(settings))


def secret(settings: Settings) -> str:
    """The configured secret of the media workers, or the one that `serve` made. Raises `Stop`."""
    if settings.media_secret is not None:
        return settings.media_secret.get_secret_value()
    file = DataFolder(settings.data.absolute()).service_keys / "media.key"
    if not file.exists():
        raise Stop(_("AUDIENCIA_MEDIA_SECRET is missing, or AUDIENCIA_DATA is not the service's folder."))
    return keyfiles.read(file).hex()


def _silent(name: str) -> str:
    return _("The media worker «%(name)s» does not answer.", name=name)
