"""Learns how much each feature of a question says of danger: `python -m benchmarks.danger_training [apart]`.

Logistic regression with weights of which most are nothing (FISTA), on the phrasings for tuning, the directory's own words and
`tests/data/search_phrasings_dangers_training.txt`; each also once with a slip. Writes `audiencia/directory/danger_weights.txt`, the same
each time. `apart` writes nothing: it shows for each author what is missed and what alarms when nothing of theirs is learnt from. What is
for measuring crises alone is never read.
"""

import itertools
import json
import math
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiencia.directory.crisis import CrisisRules
from audiencia.directory.danger import SCALE, WEIGHTS, WORDS, features
from audiencia.directory.found_in import findable
from audiencia.directory.service import Searchable
from audiencia.settings.config import load_municipality
from tests.support.phrasings import DATA, HALVES, OTHERS, OWN, THIRD, everything, for_tuning, slipped

ROOT = Path(__file__).parents[1]
CONFIG, FEATURES = ROOT / "config", ROOT / "audiencia" / "directory" / "danger.py"
TRAINING = DATA / "search_phrasings_dangers_training.txt"
OPENED = (OWN, THIRD)
"""Their measured parts are measures of the search alone: for crises they were opened before."""
DRAWN = 24
"""Combinations of one line."""
LASSO, RIDGE, STEP, ROUNDS = 1.2e-5, 2e-5, 4.0, 300
SCALED = 3.0
"""Features of a row count this much together, so that a step is not too small."""
LEAST_ROWS = 2
_ALTERNATIVES = re.compile(r"\{([^{}]*)\}")
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """`kind`: `danger`, `self_harm`, `none`; or `crisis`, of which of the two nobody wrote down."""

    typed: str
    kind: str
    weight: float
    author: str


def examples() -> list[Example]:
    """All that is learnt from, in the same order each time."""
    found = [
        Example(one.typed, "crisis" if one.crisis else "none", 3.0, file.stem)
        for file in (OWN, OTHERS, THIRD, *HALVES)
        for one in (everything if file in OPENED else for_tuning)(file)
        if not one.may_alarm
    ]
    return found + _written() + _listed({one.typed for one in found if one.kind == "crisis"})


def _written() -> list[Example]:
    found, kind, drawn = [], "none", random.Random(1)
    for line in TRAINING.read_text("utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#"):
            found += [Example(typed, kind, 0.5, TRAINING.stem) for typed in _combined(line, drawn)]
    return found


def _combined(line: str, drawn: random.Random) -> list[str]:
    """Each alternative at least once."""
    ways = [part.split("|") if at % 2 else [part] for at, part in enumerate(_ALTERNATIVES.split(line))]
    if math.prod(map(len, ways)) <= DRAWN:
        said = {"".join(one) for one in itertools.product(*ways)}
    else:
        mixed = [drawn.sample(way, len(way)) for way in ways]
        said = {
            "".join(way[turn] if turn < len(way) else drawn.choice(way) for way in mixed)
            for turn in range(max(DRAWN, *map(len, mixed)))
        }
    return sorted(" ".join(one.split()) for one in said)


def _listed(crises: set[str]) -> list[Example]:
    """The directory's own words: nobody is in danger who types one, but where rules say so."""
    municipality = load_municipality(CONFIG)
    services = [Searchable(s.department, s.slug, s.topic, s.name, s.summary, s.words) for s in municipality.services]
    entries = [entry for _found, entry in findable(municipality, services)]
    rules = CrisisRules(municipality.search, entries)
    said = sorted({phrase for entry in entries for phrase in entry.phrases} - crises)
    return [Example(one, "none", 0.5, "directory") for one in said if rules.found(one) is None]


def _with_slips(found: Sequence[Example]) -> list[Example]:
    drawn = random.Random(5)
    slips = [(slipped(one.typed, drawn), one) for one in found if drawn.random() < 0.35]
    return [*found, *(Example(typed, one.kind, one.weight / 2, one.author) for typed, one in slips if typed)]


@dataclass(frozen=True, slots=True)
class _Table:
    """Which features stand in which row: `row[i]` has `feature[i]`, which counts `value[i]`."""

    names: Sequence[str]
    row: NDArray[np.int64]
    feature: NDArray[np.int64]
    value: Floats
    rows: int


def _table(asked: Iterable[str]) -> _Table:
    sets = [sorted(features(one)) for one in asked]
    counted = Counter(name for one in sets for name in one)
    names = sorted(name for name, often in counted.items() if often >= LEAST_ROWS)
    number = {name: at for at, name in enumerate(names)}
    cells = [
        (row, number[name], SCALED / math.sqrt(len(one)))
        for row, one in enumerate(sets)
        for name in one
        if name in number
    ]
    row, feature, value = (np.array(one) for one in zip(*cells, strict=True))
    return _Table(names, row, feature, value, len(sets))


def _learnt(table: _Table, wanted: Floats, counts: Floats) -> tuple[Floats, float]:
    """The weights of the features, and what stands before all of them."""
    counts = counts / counts.sum()
    weights = ahead = np.zeros(len(table.names))
    bias = bias_ahead = 0.0
    pace = 1.0
    for _ in range(ROUNDS):
        said = np.bincount(table.row, table.value * ahead[table.feature], table.rows) + bias_ahead
        wrong = (1 / (1 + np.exp(-said)) - wanted) * counts
        slope = np.bincount(table.feature, table.value * wrong[table.row], len(table.names)) + RIDGE * ahead
        moved = ahead - STEP * slope
        shrunk = np.sign(moved) * np.maximum(np.abs(moved) - STEP * LASSO, 0)
        bias_moved = bias_ahead - STEP * wrong.sum()
        faster = (1 + math.sqrt(1 + 4 * pace * pace)) / 2
        ahead = shrunk + (pace - 1) / faster * (shrunk - weights)
        bias_ahead = bias_moved + (pace - 1) / faster * (bias_moved - bias)
        weights, bias, pace = shrunk, bias_moved, faster
    return weights * SCALED, bias


def learnt(found: Sequence[Example]) -> dict[str, tuple[float, float]]:
    """By feature, and under `bias`: what it says of danger, and of self-harm among dangers."""
    rows = _with_slips(found)
    table = _table(one.typed for one in rows)
    counts = np.array([one.weight for one in rows])
    danger, bias = _learnt(table, np.array([float(one.kind != "none") for one in rows]), counts)
    told = counts * np.array([one.kind in ("danger", "self_harm") for one in rows])
    harm, harm_bias = _learnt(table, np.array([float(one.kind == "self_harm") for one in rows]), told)
    pairs = zip(danger.tolist(), harm.tolist(), strict=True)
    weighed = dict(zip(table.names, pairs, strict=True))
    return {
        "bias": (bias, harm_bias),
        **{name: both for name, both in weighed.items() if any(map(round, _scaled(both)))},
    }


def _scaled(both: tuple[float, float]) -> tuple[float, float]:
    return both[0] * SCALE, both[1] * SCALE


def _score(weights: dict[str, tuple[float, float]], typed: str) -> float:
    found = features(typed)
    return weights["bias"][0] + sum(weights[one][0] for one in found if one in weights) / math.sqrt(len(found))


def apart(names: Sequence[str]) -> None:
    """Each author without theirs."""
    everything = examples()
    for author in names or sorted({one.author for one in everything} - {"directory", TRAINING.stem}):
        weights = learnt([one for one in everything if one.author != author])
        tried = [(_score(weights, one.typed), one) for one in everything if one.author == author]
        missed = [score for score, one in tried if one.kind != "none"]
        alarms = [score for score, one in tried if one.kind == "none"]
        at = {
            line: (int(sum(one <= line for one in missed)), int(sum(one > line for one in alarms)))
            for line in (-2, -1, -0.5, 0, 0.5, 1, 2)
        }
        print(
            author, f"{len(weights)} features, {len(missed)} crises, {len(alarms)} others:", json.dumps(at), flush=True
        )


def mark() -> str:
    """Of the files that the weights depend on most; stands in their first line."""
    return sha256(b"".join(one.read_bytes() for one in (TRAINING, WORDS, FEATURES))).hexdigest()[:16]


def main() -> None:
    if sys.argv[1:2] == ["apart"]:
        apart(sys.argv[2:])
        return
    weights = learnt(examples())
    lines = [
        f"# {mark()}, by `python -m benchmarks.danger_training`: a feature, what it says of danger and of self-harm, in hundredths."
    ]
    lines += [
        f"{name}\t{round(danger * SCALE)}\t{round(harm * SCALE)}" for name, (danger, harm) in sorted(weights.items())
    ]
    WEIGHTS.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(weights)} features, {WEIGHTS.stat().st_size} bytes")


if __name__ == "__main__":
    main()
