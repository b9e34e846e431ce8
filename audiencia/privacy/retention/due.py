"""What is due of a person's data on a day: to be blocked, then to be suppressed. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from audiencia.settings.retention_rules import PersonKind, Retention

Ground = Literal["retention", "cancellation"]
Act = Literal["block", "suppress"]
ENDED = frozenset({"served", "left", "cancelled", "lapsed", "carried_over"})
"""States of a ticket that nothing leads out of."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the database knows of a person: the visit, the case, and whether they are blocked. `None`: there is none. `asked`: a
    request about the own data is open."""

    made_at: datetime
    ticket_state: str | None = None
    ticket_since: datetime | None = None
    session_over: bool = True
    outcome_at: datetime | None = None
    case_kind: str | None = None
    case_state: str | None = None
    concluded_at: datetime | None = None
    blocked_at: datetime | None = None
    blocked_for: Ground | None = None
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next for a person's data, and from when on it is due."""

    kind: PersonKind
    act: Act
    due_at: datetime


def ended(facts: Facts) -> tuple[PersonKind, datetime] | None:
    """As what a person's data are kept, and since when the matter is over; `None` while it goes on."""
    if facts.ticket_state is not None and not _visit_over(facts):
        return None
    if facts.case_kind is not None:
        if facts.case_state != "concluded" or facts.concluded_at is None:
            return None
        return "complaints" if facts.case_kind == "complaint" else "cases", facts.concluded_at
    if facts.outcome_at is not None:
        return "visits", facts.outcome_at
    return "unattended", facts.ticket_since or facts.made_at


def _visit_over(facts: Facts) -> bool:
    # Who did not come can be called back for as long as the session lasts.
    return facts.ticket_state in ENDED or (facts.ticket_state == "no_show" and facts.session_over)


def next_step(rules: Retention, facts: Facts) -> Step | None:
    """What comes next, `None` while the matter goes on, or somebody is owed an answer about their data. Who is blocked is
    suppressed, whatever the matter became since."""
    if facts.asked:
        return None
    found = ended(facts)
    if facts.blocked_at is not None:
        kind = found[0] if found else "cases"
        days = (
            rules.cancellation.block_days
            if facts.blocked_for == "cancellation"
            else rules.of_persons()[kind].block_days
        )
        return Step(kind, "suppress", facts.blocked_at + timedelta(days=days))
    if found is None:
        return None
    kind, since = found
    return Step(kind, "block", since + timedelta(days=rules.of_persons()[kind].keep_days))


def is_hastened(rules: Retention, facts: Facts, now: datetime) -> bool:
    """Whether a cancellation that is granted now suppresses somebody earlier who is blocked already."""
    unasked = replace(facts, asked=False)
    cancelled = next_step(rules, replace(unasked, blocked_at=now, blocked_for="cancellation"))
    step = next_step(rules, unasked)
    return step is not None and step.act == "suppress" and cancelled is not None and cancelled.due_at < step.due_at


def shortest(rules: Retention) -> timedelta:
    """Whoever came more recently is not due, unless they are blocked."""
    return timedelta(days=min(term.keep_days for term in rules.of_persons().values()))
