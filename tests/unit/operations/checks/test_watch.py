"""What a web node finds is in the metrics for as long as it is found."""

import math

from prometheus_client import REGISTRY

from audiencia.core.gettext_mark import Sentence
from audiencia.operations.checks.result import Check, State, check
from audiencia.operations.checks.watch import Watch


def state(code: str) -> float | None:
    return REGISTRY.get_sample_value("audiencia_check_state", {"check": code})


def one(code: str, light: State, value: float | None = None) -> Check:
    return check(code, light, Sentence(code), Sentence(code), value=value)


async def test_it_is_measured_while_it_can_be_asked() -> None:
    turns = [
        [one("backup", State.AMBER, 200_000.0), one("clock", State.GREEN, -0.5), one("mail", State.GREEN, 3)],
        [one("database", State.RED)],
    ]

    async def examine() -> list[Check]:
        return turns.pop(0)

    watch = Watch(examine)
    await watch.turn()
    assert (state("backup"), state("clock")) == (1.0, 0.0)
    assert REGISTRY.get_sample_value("audiencia_backup_age_seconds") == 200_000.0
    assert REGISTRY.get_sample_value("audiencia_clock_offset_seconds") == -0.5
    assert REGISTRY.get_sample_value("audiencia_notices_late", {"channel": "mail"}) == 3.0
    await watch.turn()
    assert (state("database"), state("backup"), state("clock")) == (2.0, None, None)
    for name in ("audiencia_backup_age_seconds", "audiencia_certificate_seconds", "audiencia_clock_offset_seconds"):
        assert math.isnan(REGISTRY.get_sample_value(name) or 0.0), name
    turns.append([])
    await watch.turn()
    assert state("database") is None
