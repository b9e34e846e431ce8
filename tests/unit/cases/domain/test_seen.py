"""Which joined cases changed since an officer saw them is told from what came back with their form."""

import pytest

from audiencia.cases.domain import seen
from audiencia.core import folio as folios
from audiencia.core.folio import Folio

ONE, TWO, THREE = sorted(folios.make("MTP", 2026, bytes([number] * 5)) for number in range(3))


def test_what_came_went_and_changed() -> None:
    before = seen.token([(TWO, 2), (ONE, 1)])
    assert before == seen.token([(ONE, 1), (TWO, 2)]) and seen.changes(before, before) == {}
    assert seen.changes(before, seen.token([(TWO, 3), (THREE, 1)])) == {ONE: "went", TWO: "changed", THREE: "came"}
    assert seen.changes(before, "") == {ONE: "went", TWO: "went"}


@pytest.mark.parametrize("sent", ["", "x", f"{ONE[:-1]}:1", ":1 :2", "<b>:1", " ".join(["x:1"] * 5000)])
def test_what_no_page_of_ours_sent_names_nothing(sent: str) -> None:
    assert seen.changes(sent, seen.token([(TWO, 1)])) == {TWO: "came"}


def test_a_folio_without_its_number_is_taken_as_changed() -> None:
    assert seen.changes(str(ONE), seen.token([(Folio(ONE), 1)])) == {ONE: "changed"}
