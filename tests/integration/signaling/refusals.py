"""How a refusal is tried: its code, and that it changed nothing."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from audiencia.simulation.line import Line
from audiencia.simulation.trouble import Refused
from tests.support.audience import Audience

MANY_EVENTS: dict[str, float] = {"audiencia.signaling.namespaces.connections:BURST": 10_000}
"""Constants with which nobody is slowed down for saying much."""


@asynccontextmanager
async def refused(audience: Audience, code: str) -> AsyncIterator[None]:
    """What happens inside is refused with this code and leaves every table as it was."""
    before = await audience.fingerprint()
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code
    after = await audience.fingerprint()
    assert [name for name, held in after.items() if held != before[name]] == []


async def refusal(line: Line, event: str, payload: Mapping[str, Any]) -> str:
    """The code with which it is refused; empty when it was carried out."""
    try:
        await line.say_raw(event, payload)
    except Refused as refused:
        return refused.code
    return ""
