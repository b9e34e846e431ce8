"""How a refusal is tried: its code, and that it changed nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from audiencia.simulate.trouble import Refused
from tests.integration.audience import Audience


@asynccontextmanager
async def refused(audience: Audience, code: str) -> AsyncIterator[None]:
    """What happens inside is refused with this code and leaves every table as it was."""
    before = await audience.fingerprint()
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code
    assert await audience.fingerprint() == before
