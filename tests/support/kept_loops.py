"""Event loops that one test after the other runs in, so that connections to a database can outlive a test."""

import asyncio
from typing import Any, cast

import asyncpg

_free: list["KeptLoop"] = []
"""Those that nobody runs in now."""


class KeptLoop(asyncio.SelectorEventLoop):
    """Is closed only when something of its test goes on in it."""

    def __init__(self) -> None:
        super().__init__()
        self.url = ""
        self.pool: asyncpg.Pool[asyncpg.Record] | None = None
        self.resting: list[asyncpg.Connection[asyncpg.Record]] = []
        """The pool of a database and its connections, which wait for the next test (`resting`)."""
        self._is_collected = False

    def __del__(self) -> None:
        """Closes a loop that nobody closed, and does not keep it: its sockets may be collected already."""
        self._is_collected = True
        super().__del__()

    def begin_again(self) -> "KeptLoop":
        """For the next test: generators and threads of it are looked after, too."""
        self._asyncgens_shutdown_called = False
        self._executor_shutdown_called = False
        self._default_executor = None
        return self

    def close(self) -> None:
        """Keeps it for the next test; where something is left that would go on in that one, it is closed for good."""
        if self.is_closed() or self in _free:
            return
        if not self._is_collected and self._is_idle():
            _free.append(self)
            return
        if self.pool is not None:
            self.pool.terminate()
        super().close()

    def _is_idle(self) -> bool:
        """No task, no callback, no signal handler, no timer but the driver's, no open file but those of resting connections."""
        own = cast(Any, self)
        files = own._selector.get_map().keys() - {
            own._ssock.fileno(),
            *(descriptor(one) for one in self.resting if not one.is_closed()),
        }
        return not (asyncio.all_tasks(self) or own._ready or own._signal_handlers or timers(self) or files)


class Policy(asyncio.DefaultEventLoopPolicy):
    """Gives a loop that is free, or a new one."""

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        """As of any policy."""
        return (_free.pop() if _free else KeptLoop()).begin_again()


def descriptor(connection: "asyncpg.Connection[asyncpg.Record]") -> int:
    """Its open file."""
    return cast(int, cast(Any, connection)._transport.get_extra_info("socket").fileno())


def timers(loop: asyncio.AbstractEventLoop) -> list[asyncio.TimerHandle]:
    """What would happen in the next test; without the driver's, which forgets plans after a while."""
    pending = [one for one in cast(Any, loop)._scheduled if not one.cancelled()]
    return [one for one in pending if not getattr(one._callback, "__module__", "").startswith("asyncpg.")]
