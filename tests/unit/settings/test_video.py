"""Caps of cameras, as they are configured."""

import pytest
from pydantic import ValidationError

from audiencia.media.worker.bandwidth import DEFAULT, LEAST, SCREEN
from audiencia.media.worker.routing_table import MAX_BITRATE
from audiencia.settings.video import KBIT, Video

VIDEO = Video(citizen_kbits=300, interpreter_kbits=700, less_data_kbits=90)


@pytest.mark.parametrize(
    ("role", "mode", "signs", "bits"),
    [
        (300, "normal", False, 300_000),
        (300, "voice", False, 300_000),
        (300, "low", False, 90_000),
        (80, "low", False, 80_000),
        (300, "normal", True, 700_000),
        (900, "normal", True, 900_000),
        (300, "low", True, 90_000),
    ],
)
def test_less_data_binds_everybody_and_signs_need_more(role: int, mode: str, signs: bool, bits: int) -> None:
    assert VIDEO.camera(role, mode, signs=signs) == bits  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("role", "mode", "mb"),
    [(240, "normal", 5), (240, "low", 2), (240, "voice", 1), (1000, "normal", 16), (60, "voice", 1)],
)
def test_a_minute_costs_what_cameras_may_send(role: int, mode: str, mb: int) -> None:
    assert Video().megabytes(role, role, mode) == mb  # type: ignore[arg-type]


def test_what_can_be_configured_is_what_a_worker_takes() -> None:
    assert Video(citizen_kbits=LEAST // KBIT, mayor_kbits=MAX_BITRATE // KBIT).screen() == SCREEN
    # Where a worker is told nothing, nobody is held to less than what is configured.
    assert Video().camera(Video().citizen_kbits, "normal") == 240 * KBIT <= DEFAULT
    for wrong in (LEAST // KBIT - 1, MAX_BITRATE // KBIT + 1):
        with pytest.raises(ValidationError):
            Video(director_kbits=wrong)
