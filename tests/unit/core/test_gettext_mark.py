"""Texts are marked by one function, and what it marks is in the catalogues."""

from audiencia.core.gettext_mark import N_
from audiencia.http import error_words, field_words
from audiencia.queue.domain import state_words
from audiencia.signaling import words
from tools.messages import extract


def test_marked_texts_of_pages_and_live_views_are_extracted() -> None:
    assert vars(words)["N_"] is vars(error_words)["N_"] is N_
    known = extract()
    for text in (*words.HISTORY.values(), *state_words.TICKET_STATES.values(), field_words.ANY_FIELD):
        assert text in known
