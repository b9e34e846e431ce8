"""Texts are marked by one function, and what it marks is in the catalogues."""

import pytest
from babel.messages.catalog import Catalog

from audiencia.core.gettext_mark import N_, Worded
from audiencia.http import error_words, field_words
from audiencia.privacy.audit import Action
from audiencia.queue.domain import state_words
from audiencia.rights.domain import data_kinds, incident, request
from audiencia.signaling import words
from audiencia.staff.roles import Role
from tools.messages import extract


@pytest.fixture(scope="module")
def known() -> Catalog:
    """All texts that are marked."""
    return extract()


def test_marked_texts_of_pages_and_live_views_are_extracted(known: Catalog) -> None:
    assert vars(words)["N_"] is vars(error_words)["N_"] is N_
    for text in (*words.HISTORY.values(), *state_words.TICKET_STATES.values(), field_words.ANY_FIELD):
        assert text in known


def test_each_code_with_words_has_them_in_the_catalogues(known: Catalog) -> None:
    kinds = Worded.__subclasses__()
    assert {Action, Role, data_kinds.DataKind, incident.Kind, request.Right} <= set(kinds)
    assert [one for kind in kinds for one in kind if one.says not in known] == []
    assert Action("joined") is Action.JOINED and str(Action.JOINED) == f"{Action.JOINED}" == "joined"
