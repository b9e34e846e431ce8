"""How a refusal is tried: its code, and that it changed nothing."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from audiencia.simulation.line import Line
from audiencia.simulation.trouble import Refused
from tests.support.audience import Audience


@asynccontextmanager
async def refused(audience: Audience, code: str) -> AsyncIterator[None]:
    """What happens inside is refused with this code and leaves every table as it was."""
    before = await audience.fingerprint()
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code
    assert await audience.fingerprint() == before


async def refusal(line: Line, event: str, payload: Mapping[str, Any]) -> str:
    """The code with which it is refused, once so many events are allowed; empty when it was carried out."""
    while True:
        try:
            await line.say_raw(event, payload)
        except Refused as refused:
            if refused.code != "too_many_requests":
                return refused.code
            assert refused.problem is not None
            await asyncio.sleep(float(refused.problem.params["retry_after"]))
        else:
            return ""
