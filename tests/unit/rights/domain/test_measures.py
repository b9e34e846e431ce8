"""What the papers say of measures holds."""

from audiencia.core import relay_addresses
from audiencia.rights.domain.measures import MEASURES


def test_credentials_of_relays_last_as_long_as_the_papers_say() -> None:
    assert relay_addresses.HOLDS_SECONDS == 12 * 3600
    assert "last for twelve hours" in MEASURES["Security: TURN"]
