"""Whether the search finds what people mean: `python -m benchmarks.search [--quick] [--json FILE]`.

Everyday phrasings of somebody who knew the names of the services alone (`tests/data/search_phrasings_of_others.txt`), of which the
third is measured that nobody tunes on:

- `search_top1_pct`, `search_top3_pct`: a right service, topic or office elsewhere is first, is among the first three;
- `not_here_pct`: of what the municipality does not do, the right office elsewhere is first;
- `crisis_pct`, `crisis_false_alarms`: of people in danger, how many see the emergency numbers first; how many others do
  without cause;
- `third_...`: the same of a third author (`tests/data/search_phrasings_third.txt`), who wrote from the names alone and words for the
  search afterwards: nearly as good as one's own;
- `dangers_...`: crises and what only sounds like one, written before the rules (`tests/data/search_phrasings_dangers.txt`): the half
  that nobody tunes on;
- `blind_...`, `phones_...`: the same by two authors who had not seen the rules (`tests/data/search_phrasings_dangers_blind.txt`,
  `search_phrasings_dangers_phones.txt`);
- `fresh_...`: the same by the author of the classifier, written before it and put aside (`search_phrasings_dangers_fresh.txt`,
  `..._fresh_english.txt`);
- `crisis_slips_pct`: of the crises that are no measure any more, those seen with one slip of the finger in one word;
- `own_...`: the same of the search's own author (`tests/data/search_phrasings.txt`), who knew its words: too good to be believed;
- `earlier_top1_pct`, `earlier_top3_pct`: of the phrasings of others by which the search before this one was tried;
- `websearch_...`, `untuned_...`: the same entries in the same run by PostgreSQL's `websearch_to_tsquery`, and by any word in full
  text with trigrams beside it, both in PostgreSQL and without weights;
- `search_p99_ms`: among 10,000 services (`benchmarks.directory`).
"""

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable, Collection, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg

from audiencia.core.paths import DataFolder
from audiencia.directory.detector import CrisisDetector
from audiencia.directory.found_in import findable
from audiencia.directory.search_index import Entry, SearchIndex
from audiencia.directory.service import Searchable
from audiencia.operations.serve import embedded
from audiencia.settings.config import load_municipality
from benchmarks import directory
from benchmarks.harness import options, percentile, report, show_samples
from tests.support.phrasings import (
    BLIND,
    DANGERS,
    FRESH,
    FRESH_ENGLISH,
    OTHERS,
    OWN,
    PHONES,
    THIRD,
    Phrasing,
    crises_with_a_slip,
    measured,
)

ROOT = Path(__file__).parents[1]
EARLIER = ROOT / "tests" / "integration" / "directory" / "phrasings.txt"
BOUNDS = {"search_p99_ms": 30.0, "crisis_false_alarms": 0.0}
FLOORS = {"search_top1_pct": 85.0, "search_top3_pct": 95.0, "not_here_pct": 90.0, "crisis_pct": 100.0}
FIRST = 3
TABLE = """
    CREATE TEXT SEARCH CONFIGURATION pg_temp.plain (COPY = spanish);
    ALTER TEXT SEARCH CONFIGURATION pg_temp.plain ALTER MAPPING FOR hword, hword_part, word WITH unaccent, spanish_stem;
    CREATE TEMP TABLE entry (key text, said text, vector tsvector)"""
FILL = "INSERT INTO entry SELECT k, s, to_tsvector('pg_temp.plain', s) FROM unnest($1::text[], $2::text[]) AS e (k, s)"
WEBSEARCH = """
    SELECT key FROM entry, websearch_to_tsquery('pg_temp.plain', $1) AS asked
    WHERE vector @@ asked ORDER BY ts_rank(vector, asked) DESC, key LIMIT 3"""
UNTUNED = """
    SELECT key FROM entry, to_tsquery('pg_temp.plain', $2) AS asked
    ORDER BY ts_rank(vector, asked) + word_similarity(unaccent($1), unaccent(said)) DESC, key LIMIT 3"""
Ask = Callable[[str], Awaitable[Sequence[str]]]


async def main() -> int:
    """Runs all of it; gives the exit code."""
    given = options(__doc__ or "")
    municipality, wanted = load_municipality(ROOT / "config"), measured(OTHERS)
    services = [Searchable(s.department, s.slug, s.topic, s.name, s.summary, s.words) for s in municipality.services]
    entries = [entry for _found, entry in findable(municipality, services)]
    index, rules = SearchIndex(entries, municipality.search), CrisisDetector(municipality.search, entries)

    async def ours(typed: str) -> Sequence[str]:
        return [one.key for one in index.search(typed, FIRST)]

    results = {
        **await _shares("search", ours, wanted),
        **await _not_here("", ours, wanted),
        **_crises("", rules, wanted),
        **_crises("dangers_", rules, measured(DANGERS)),
        **_crises("blind_", rules, measured(BLIND)),
        **_crises("phones_", rules, measured(PHONES)),
        **_crises("fresh_", rules, measured(FRESH)),
        **_crises("fresh_english_", rules, measured(FRESH_ENGLISH)),
        "crisis_slips_pct": _slips_seen(rules),
        **await _others("third", ours, rules, measured(THIRD)),
        **await _others("own", ours, rules, measured(OWN)),
        **await _shares("earlier", ours, _earlier()),
        **await _peers(entries, wanted),
    }
    times = directory.measure(municipality, quick=given.quick)
    show_samples("Search among many services", {"search": times})
    report({**results, "search_p99_ms": percentile(times, 99)}, BOUNDS, given.json, FLOORS)
    return 0


async def _shares(name: str, ask: Ask, wanted: Collection[Phrasing]) -> dict[str, float]:
    """Of those that lead anywhere. No phrasing is named."""
    asked = [one for one in wanted if one.right]
    found = [(await ask(one.typed), one.right) for one in asked]
    first = sum(bool(right & set(keys[:1])) for keys, right in found)
    three = sum(bool(right & set(keys)) for keys, right in found)
    return {f"{name}_top1_pct": 100 * first / len(asked), f"{name}_top3_pct": 100 * three / len(asked)}


async def _others(name: str, ask: Ask, rules: CrisisDetector, wanted: Collection[Phrasing]) -> dict[str, float]:
    return {
        **await _shares(name, ask, wanted),
        **await _not_here(f"{name}_", ask, wanted),
        **_crises(f"{name}_", rules, wanted),
    }


async def _not_here(name: str, ask: Ask, wanted: Collection[Phrasing]) -> dict[str, float]:
    shares = await _shares("", ask, [one for one in wanted if one.is_elsewhere])
    return {f"{name}not_here_pct": shares["_top1_pct"]}


def _crises(name: str, rules: CrisisDetector, wanted: Collection[Phrasing]) -> dict[str, float]:
    seen = [(one, rules.first_number(one.typed) is not None) for one in wanted]
    crises = [alarm for one, alarm in seen if one.crisis]
    return {
        f"{name}crisis_pct": 100 * sum(crises) / len(crises),
        f"{name}crisis_false_alarms": sum(alarm for one, alarm in seen if not (one.crisis or one.may_alarm)),
    }


def _slips_seen(rules: CrisisDetector) -> float:
    slipped = crises_with_a_slip()
    return 100 * sum(rules.first_number(typed) is not None for typed in slipped) / len(slipped)


def _earlier() -> list[Phrasing]:
    lines = [line for line in EARLIER.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    pairs = [line.split(" = ") for line in lines]
    return [Phrasing(typed, frozenset(right.split(", "))) for typed, right in pairs]


async def _peers(entries: Sequence[Entry], wanted: Collection[Phrasing]) -> dict[str, float]:
    with TemporaryDirectory(prefix="audiencia-search-") as folder:
        Path(folder).chmod(0o711)
        async with embedded(DataFolder(Path(folder) / "data")) as (postgres, _valkey, _supervisor):
            conn = await asyncpg.connect(postgres.url)
            try:
                await conn.execute("CREATE EXTENSION unaccent; CREATE EXTENSION pg_trgm")
                await conn.execute(TABLE)
                await conn.execute(
                    FILL, [one.key for one in entries], [" ".join(one.phrases + one.texts) for one in entries]
                )

                async def websearch(typed: str) -> Sequence[str]:
                    return [row["key"] for row in await conn.fetch(WEBSEARCH, typed)]

                async def untuned(typed: str) -> Sequence[str]:
                    any_word = " | ".join(re.findall(r"\w+", typed))
                    return [row["key"] for row in await conn.fetch(UNTUNED, typed, any_word)]

                return {
                    **await _shares("websearch", websearch, wanted),
                    **await _shares("untuned", untuned, wanted),
                }
            finally:
                await conn.close()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
