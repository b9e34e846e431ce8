"""Who comes by rule into a line that nobody chooses."""

import pytest

from audiencia.queue.domain.rules import ByRule, CarriedRule, RuleReason, queue_by_rule

RULES = [CarriedRule("presidencia", 3)]


@pytest.mark.parametrize(
    ("leads_to", "times", "expected"),
    [
        (None, 0, None),
        (None, 2, None),
        (None, 3, ByRule("presidencia", RuleReason.CARRIED)),
        (None, 9, ByRule("presidencia", RuleReason.CARRIED)),
        ("presidencia", 0, ByRule("presidencia", RuleReason.TOPIC)),
        ("presidencia", 3, ByRule("presidencia", RuleReason.TOPIC)),
    ],
)
def test_by_a_marked_topic_or_after_being_carried_over_so_often(
    leads_to: str | None, times: int, expected: ByRule | None
) -> None:
    assert queue_by_rule(leads_to, times, RULES) == expected


def test_without_rules_everybody_goes_where_they_chose() -> None:
    assert queue_by_rule(None, 20, []) is None
