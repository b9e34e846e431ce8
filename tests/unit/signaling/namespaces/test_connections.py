"""How long an event may take, and whose time was over."""

import asyncio

import pytest

from audiencia.core.errors import Unavailable
from audiencia.signaling.namespaces import connections


async def test_what_takes_too_long_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "COMMAND_SECONDS", 0)
    with pytest.raises(Unavailable):
        async with connections.in_time():
            await asyncio.Event().wait()


async def test_a_time_of_the_use_case_that_is_over_is_an_error_of_its_own() -> None:
    with pytest.raises(TimeoutError):
        async with connections.in_time():
            raise TimeoutError("a mail server")
