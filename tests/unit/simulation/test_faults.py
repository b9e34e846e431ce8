"""Faults are spread over the time, the same for the same seed, and each is noted with how long everything took to be back."""

import asyncio
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from audiencia.simulation import faults
from audiencia.simulation.faults import KINDS, Fault, Kind, Striker, plan
from audiencia.simulation.history import History
from audiencia.simulation.play import counts

PROCESSES = ("web", "media", "valkey", "postgres")


def planned(count: int = 50, seed: int = 1) -> list[Fault]:
    return plan(random.Random(seed), count, KINDS, PROCESSES, 100.0)


def test_the_same_seed_gives_the_same_faults() -> None:
    assert planned() == planned()
    assert planned() != planned(seed=2)


def test_each_kind_comes_as_often_and_all_within_the_time() -> None:
    found = planned()
    assert set(Counter(one.kind for one in found).values()) == {len(found) // len(KINDS)}
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert found[0].at > 0 and found[-1].at < 100.0 * (1 + 1 / len(found))


def test_kills_meet_one_process_or_two() -> None:
    found = [one.targets for one in planned(500) if one.kind == "kill"]
    assert {len(targets) for targets in found} == {1, 2}
    assert {name for targets in found for name in targets} == set(PROCESSES)


class Place:
    """Notes what is done to it; is back when asked for the third time."""

    processes = PROCESSES

    def __init__(self) -> None:
        self.done: list[str] = []
        self.asked = 0

    def kill(self, name: str) -> None:
        self.done.append(f"kill {name}")

    def stop(self, name: str) -> None:
        self.done.append(f"stop {name}")

    def go_on(self) -> None:
        self.done.append("go on")

    def restart_database(self) -> None:
        self.done.append("restart")

    async def end_connections(self) -> None:
        self.done.append("end connections")

    async def flush(self) -> None:
        self.done.append("flush")

    async def replaced(self, name: str) -> bool:
        self.done.append(f"replaced {name}?")
        return True

    async def works(self) -> bool:
        self.asked += 1
        return self.asked >= 3


async def strike(folder: Path, fault: Fault) -> tuple[Place, list[dict[str, Any]]]:
    place = Place()

    async def cut() -> None:
        place.done.append("cut")

    async def answers() -> None:
        await asyncio.sleep(0)

    with History(folder / "history") as history:
        await Striker(place, history, cut, answers).strike_all([fault])
    return place, [json.loads(line) for line in (folder / "history").read_text("utf-8").splitlines()]


@pytest.mark.parametrize(("kind", "targets", "done"), [
    ("kill", ("web", "postgres"), ["kill web", "kill postgres", "replaced web?", "replaced postgres?"]),
    ("stop", ("valkey",), ["stop valkey", "go on"]),
    ("cut", (), ["cut"]),
    ("flush", ("valkey",), ["flush"]),
    ("restart", ("postgres",), ["restart", "replaced postgres?"]),
    ("restart", ("postgres", "connections"), ["end connections"]),
])  # fmt: skip
async def test_each_kind_is_done_and_waited_for(
    tmp_path: Path, kind: Kind, targets: tuple[str, ...], done: list[str]
) -> None:  # fmt: skip
    place, noted = await strike(tmp_path, Fault(7, 0.0, kind, targets))
    assert (place.done, place.asked) == (done, 3)
    assert [(one["what"], one["fault"]) for one in noted] == [("fault", 7), ("back", 7)]
    assert tuple(noted[0]["targets"]) == targets


async def test_what_is_never_back_is_not_noted_as_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "LONGEST_SECONDS", 0.0)
    _, noted = await strike(tmp_path, Fault(1, 0.0, "flush", ("valkey",)))
    assert [one["what"] for one in noted] == ["fault"]


def test_what_must_not_stay_is_read_from_the_metrics() -> None:
    text = (
        'audiencia_sockets{namespace="/citizen",process="web"} 3.0\naudiencia_sockets{namespace="/director"} 2.0\n'
        'audiencia_event_loop_tasks{process="web"} 41.0\naudiencia_media_connections{worker="x"} 1.0\n'
    )
    assert counts(text) == {"sockets": 5, "tasks": 41, "peers": 1}
