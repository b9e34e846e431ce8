"""Terms of requests about personal data: on examples, and over generated calendars against a model that walks day by day.

The long form tries 100,000 calendars (`make soak-terms`).
"""

import os
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from random import Random

import pytest

from audiencia.core.deadlines import Calendar
from audiencia.rights.domain import terms
from audiencia.rights.domain.terms import Clock, TooLate
from audiencia.settings.rights_rules import Rights
from tests.support.calendars import ZONE, calendar

LAW = Rights.model_validate({})
CALENDARS = int(os.environ.get("AUDIENCIA_CALENDARS", "2000"))
SEED = int(os.environ.get("AUDIENCIA_CALENDARS_SEED", "1"))
MONDAY = date(2026, 11, 2)
REVOLUTION = date(2026, 11, 16)
ONE_DAY = timedelta(days=1)


def test_the_terms_of_the_law_on_a_calendar_with_a_holiday() -> None:
    days = calendar(REVOLUTION)
    clock = terms.begin(days, LAW, MONDAY)
    assert clock.answer.due_on == date(2026, 12, 1)
    assert (clock.not_competent_by, clock.ask_by) == (date(2026, 11, 5), date(2026, 11, 9))
    assert terms.extend(days, LAW, clock, date(2026, 12, 1)).answer.due_on == date(2026, 12, 15)
    assert terms.grant(days, LAW, clock, date(2026, 11, 13)).effect_by == date(2026, 12, 7)


def test_a_clarification_stops_the_clock_and_gives_back_what_was_left() -> None:
    days = calendar(REVOLUTION)
    asked = terms.ask(days, LAW, terms.begin(days, LAW, MONDAY), date(2026, 11, 9))
    assert (
        asked.answer.days_left == 15
        and asked.clarify_by == date(2026, 11, 24)
        and asked.answer.stopped_on == date(2026, 11, 9)
    )
    clarified = terms.clarify(days, asked, date(2026, 11, 24))
    assert clarified.answer.due_on == date(2026, 12, 15)
    assert not terms.lapsed(asked, date(2026, 11, 24)) and terms.lapsed(asked, date(2026, 11, 25))


def test_each_act_is_refused_after_its_last_day_and_the_second_time() -> None:
    days = calendar()
    clock = terms.begin(days, LAW, MONDAY)
    asked = terms.ask(days, LAW, clock, MONDAY)
    extended = terms.extend(days, LAW, clock, MONDAY)
    refused = (
        lambda: terms.ask(days, LAW, clock, clock.ask_by + ONE_DAY),
        lambda: terms.ask(days, LAW, terms.clarify(days, asked, MONDAY), MONDAY),
        lambda: terms.clarify(days, clock, MONDAY),
        lambda: terms.clarify(days, asked, date(2026, 12, 31)),
        lambda: terms.extend(days, LAW, extended, MONDAY),
        lambda: terms.extend(days, LAW, asked, MONDAY),
        lambda: terms.extend(days, LAW, clock, clock.answer.due_on + ONE_DAY),
        lambda: terms.grant(days, LAW, asked, MONDAY),
        lambda: terms.check_not_competent(clock, clock.not_competent_by + ONE_DAY),
    )
    for act in refused:
        with pytest.raises(TooLate):
            act()
    terms.check_not_competent(clock, clock.not_competent_by)


@dataclass
class Walk:
    """A request whose days are struck off one at a time, as a clerk does on a calendar on the wall."""

    working: list[bool]
    rules: Rights
    received: int
    left: int = 0
    stopped: bool = False
    events: dict[int, str] = field(default_factory=dict)

    def due(self) -> int | None:
        """The index of the last day to answer after all events; `None` when it stands still."""
        self.left, self.stopped, last = self.rules.answer_days, False, None
        day = self.received
        while True:
            if day > self.received and self.working[day] and not self.stopped and self.left > 0:
                self.left -= 1
                last = day
            event = self.events.get(day)
            self.stopped = {"ask": True, "clarify": False}.get(event or "", self.stopped)
            self.left += self.rules.extension_days if event == "extend" else 0
            if day >= max(self.events, default=0) and (self.left == 0 or self.stopped):
                return None if self.stopped else last
            day += 1

    def nth(self, since: int, days: int) -> int:
        """The index of the so many-th working day after this one."""
        day = since
        while days:
            day += 1
            days -= self.working[day]
        return day


def drawn(random: Random) -> tuple[Calendar, date, list[bool]]:
    """A calendar with weeks of any length, bridges and long holidays; a working day to begin on; and which days are working ones."""
    first = date(2024, 1, 1) + timedelta(days=random.randrange(1500))
    weekdays = frozenset(random.sample(range(1, 8), random.randint(1, 7)))
    holidays: set[date] = set()
    for _ in range(random.randrange(12)):
        begins = first + timedelta(days=random.randrange(400))
        holidays |= {begins + timedelta(days=n) for n in range(random.choice((1, 1, 1, 2, 4, 14)))}
    span = [first + timedelta(days=n) for n in range(1400)]
    working = [one.isoweekday() in weekdays and one not in holidays for one in span]
    found = Calendar("v", ZONE, weekdays, time(9), time(18), dict.fromkeys(holidays, "x"))
    return found, first, working


def rules_of(random: Random) -> Rights:
    """The law's terms, or others."""
    if random.random() < 0.5:
        return LAW
    answer = random.randint(2, 40)
    most = answer - 1
    return Rights(
        answer_days=answer, extension_days=random.randint(1, 20), effect_days=random.randint(1, 30), warn_days=1, appeal_days=1,
        ask_within=random.randint(1, min(most, 30)), clarify_days=random.randint(1, 20),
        not_competent_days=random.randint(1, min(most, 30)),
    )  # fmt: skip


def compare(random: Random) -> None:
    """One request with acts on random days, by the module and by the walk."""
    days, first, working = drawn(random)
    rules, received = rules_of(random), working.index(True)
    walk = Walk(working, rules, received)

    def day(index: int) -> date:
        return first + timedelta(days=index)

    def expect(clock: Clock) -> None:
        index = walk.due()
        answer_by = None if clock.answer.stopped_on else clock.answer.due_on
        assert answer_by == (None if index is None else day(index)), (SEED, walk)

    clock = terms.begin(days, rules, day(received))
    expect(clock)
    assert clock.ask_by == day(walk.nth(received, rules.ask_within))
    assert clock.not_competent_by == day(walk.nth(received, rules.not_competent_days))
    now = received
    if random.random() < 0.6:
        now = random.randint(now, walk.nth(received, rules.ask_within))
        walk.events[now] = "ask"
        clock = terms.ask(days, rules, clock, day(now))
        expect(clock)
        last = walk.nth(now, rules.clarify_days)
        assert clock.clarify_by == day(last)
        assert not terms.lapsed(clock, day(last)) and terms.lapsed(clock, day(last + 1))
        now = random.randint(now + 1, last)
        walk.events[now] = "clarify"
        clock = terms.clarify(days, clock, day(now))
        expect(clock)
    if random.random() < 0.5:
        index = walk.due()
        assert index is not None
        now = random.randint(min(now + 1, index), index)
        walk.events[now] = "extend"
        clock = terms.extend(days, rules, clock, day(now))
        expect(clock)
    now += random.randrange(60)
    assert terms.grant(days, rules, clock, day(now)).effect_by == day(walk.nth(now, rules.effect_days))


def test_terms_are_those_that_one_counts_day_by_day() -> None:
    random = Random(SEED)
    for _ in range(CALENDARS):
        compare(random)
