"""The file that is shipped says what counts without one, and terms that cannot be are refused."""

import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from audiencia.settings.retention_rules import PERSON_KINDS, ROW_KINDS, Blocked, Kept, Retention

SHIPPED = Path(__file__).parents[3] / "config" / "retention.toml"


def test_the_shipped_file_is_what_counts_without_one() -> None:
    given = tomllib.loads(SHIPPED.read_text("utf-8"))["retention"]
    assert Retention.model_validate(given) == Retention()
    assert set(given) == {"at", "cancellation", *PERSON_KINDS, *ROW_KINDS}


def test_each_kind_has_a_term_and_a_reason() -> None:
    rules = Retention()
    terms: list[Kept | Blocked] = [*rules.of_persons().values(), *rules.of_rows().values(), rules.cancellation]
    for term in terms:
        assert term.ground.es and term.ground.en and term.ground.es != term.ground.en


@pytest.mark.parametrize(
    "wrong",
    [
        {"visits": {"keep_days": -1, "block_days": 1, "ground": {"es": "a", "en": "b"}}},
        {"visits": {"keep_days": 1, "ground": {"es": "a", "en": "b"}}},
        {"visits": {"keep_days": 1, "block_days": 1}},
        {"visit": {"keep_days": 1, "block_days": 1, "ground": {"es": "a", "en": "b"}}},
        {"receipts": {"keep_days": 40_000, "ground": {"es": "a", "en": "b"}}},
        {"notices_sent": {"keep_days": 6, "ground": {"es": "a", "en": "b"}}},
        {"at": "25:00"},
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Retention.model_validate(wrong)
