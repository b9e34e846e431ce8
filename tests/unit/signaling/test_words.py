"""Every kind of history that a citizen reads has words."""

import re
from importlib import resources
from typing import get_args

from audiencia.queue.domain.routing import PASSING, PassedOver
from audiencia.queue.snapshot.ticket_facts import HistoryFacts
from audiencia.signaling.words import HISTORY, PASSED, PASSED_OVER, REASONED
from tests.support.queue_builders import OPENS
from tests.support.view_builders import WORDS


def test_every_kind_of_history_that_is_read_has_words() -> None:
    for kind in HISTORY:
        text = WORDS.history(HistoryFacts(id=1, at=OPENS, kind=kind, reason=None, detail={}), {}, "en")
        assert "%(" not in text
    assert PASSED.keys() == PASSING
    assert set(PASSED_OVER) == set(get_args(PassedOver))
    for kind, reasons in (("passed", PASSED), ("passed_over", PASSED_OVER)):
        for reason, words in reasons.items():
            assert WORDS.history(HistoryFacts(id=1, at=OPENS, kind=kind, reason=reason, detail={}), {}, "en") == words
    for (kind, reason), words in REASONED.items():
        assert WORDS.history(
            HistoryFacts(id=1, at=OPENS, kind=kind, reason=reason, detail={}), {}, "en"
        ) == words.replace("%(department)s", "")


def test_what_is_read_from_the_log_is_what_there_are_words_for() -> None:
    sql = resources.files("audiencia.queue.store").joinpath("look.sql").read_text()
    read = re.search(r"wanted\.id AND kind IN \((.*?)\)", sql, re.DOTALL)
    assert read is not None
    assert set(re.findall(r"'([a-z_]+)'", read[1])) == set(HISTORY) | {"passed", "passed_over"}
