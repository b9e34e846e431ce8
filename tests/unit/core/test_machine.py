"""The table that all machines share."""

from enum import StrEnum

import pytest

from audiencia.core.errors import Code, Refused
from audiencia.core.machine import Machine


class Lamp(StrEnum):
    OFF = "off"
    ON = "on"


class Press(StrEnum):
    LIGHT = "light"
    STAY = "stay"


def lamp() -> Machine[Lamp, Press]:
    """A lamp that can be lit."""
    return Machine({Press.LIGHT: {Lamp.OFF: Lamp.ON}, Press.STAY: {Lamp.ON: Lamp.ON}})


def test_what_the_table_has_is_done() -> None:
    assert lamp().after(Lamp.OFF, Press.LIGHT) is Lamp.ON
    assert lamp().after(Lamp.ON, Press.STAY) is Lamp.ON
    assert lamp().allows(Lamp.OFF, Press.LIGHT)


def test_what_it_has_not_is_refused_by_name() -> None:
    assert not lamp().allows(Lamp.ON, Press.LIGHT)
    with pytest.raises(Refused) as refused:
        lamp().after(Lamp.ON, Press.LIGHT)
    assert refused.value.code is Code.NOT_ALLOWED_NOW
    assert refused.value.params == {"state": "on", "action": "light"}
