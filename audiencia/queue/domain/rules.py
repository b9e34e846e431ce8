"""Queues that nobody chooses: who comes into them by a rule, and which. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class RuleReason(StrEnum):
    """Why somebody came into such a queue, as the log keeps it and the person reads it."""

    TOPIC = "rule_topic"
    CARRIED = "rule_carried"


@dataclass(frozen=True, slots=True)
class CarriedRule:
    """Whoever was carried over at least `times` times comes into the queue of `department`."""

    department: str
    times: int


@dataclass(frozen=True, slots=True)
class ByRule:
    """Where somebody comes into the queue, and by which rule."""

    department: str
    reason: RuleReason


def queue_by_rule(topic_leads_to: str | None, times_carried: int, rules: Sequence[CarriedRule]) -> ByRule | None:
    """Where a rule brings this person; `None`: into the queue of the department they chose.
    A marked topic comes before being carried over: it says what the matter is."""
    if topic_leads_to is not None:
        return ByRule(topic_leads_to, RuleReason.TOPIC)
    for rule in rules:
        if times_carried >= rule.times:
            return ByRule(rule.department, RuleReason.CARRIED)
    return None
