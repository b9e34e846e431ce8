"""What the search misses of the phrasings for tuning, and weights that miss less. The measured third is never read here."""

import random
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from audiencia.directory.detector import CrisisDetector
from audiencia.directory.found_in import findable
from audiencia.directory.search_index import SearchIndex, Weights
from audiencia.directory.service import Searchable
from audiencia.settings.config import load_municipality
from tests.support.phrasings import HALVES, OTHERS, OWN, THIRD, Phrasing, for_tuning

CONFIG = Path(__file__).parents[1] / "config"
DRAWS = 60


def main() -> None:
    """Shows what is missed; with `draw`, tries other weights."""
    municipality = load_municipality(CONFIG)
    wanted = [one for file in (OTHERS, THIRD, OWN, *HALVES) for one in for_tuning(file)]
    assert not any(one.is_measured for one in wanted)
    services = [Searchable(s.department, s.slug, s.topic, s.name, s.summary, s.words) for s in municipality.services]
    listed = [entry for _found, entry in findable(municipality, services)]
    index = SearchIndex(listed, municipality.search)
    rules = CrisisDetector(municipality.search, listed)
    for one in wanted:
        if not one.may_alarm and (rules.first_number(one.typed) is not None) != one.crisis:
            print("CRISIS" if one.crisis else "ALARM", one.typed)
        found = [hit.key for hit in index.search(one.typed, 3)]
        if one.right and not set(found[:1]) & one.right:
            print(1 if set(found) & one.right else 3, one.typed, "|", *sorted(one.right), "|", *found)
    print(_right(index, wanted))
    if sys.argv[1:] != ["draw"]:
        return
    drawn, best, weights = random.Random(5), _right(index, wanted), Weights()
    for _ in range(DRAWS):
        name, value = drawn.choice(list(asdict(weights).items()))
        tried = replace(weights, **{name: value * drawn.uniform(0.6, 1.5)})
        reached = _right(SearchIndex(listed, municipality.search, tried), wanted)
        if reached > best:
            best, weights = reached, tried
            print(best, weights)


def _right(index: SearchIndex, wanted: Sequence[Phrasing]) -> tuple[int, int, int]:
    """How many are first and among three twice (what counts), among three, and all."""
    asked = [one for one in wanted if one.right]
    found = [[hit.key for hit in index.search(one.typed, 3)] for one in asked]
    first = sum(bool(set(keys[:1]) & one.right) for keys, one in zip(found, asked, strict=True))
    three = sum(bool(set(keys) & one.right) for keys, one in zip(found, asked, strict=True))
    return first + three, three, len(asked)


if __name__ == "__main__":
    main()
