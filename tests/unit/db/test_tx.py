"""Which queues advance at the end of a transaction, where a flow's own statement has advanced some before."""

from typing import cast

import pytest

from audiencia.core.ids import QueueId
from audiencia.db.connection import Connection
from audiencia.db.unit_of_work import Tx

ONE, OTHER = QueueId(1), QueueId(2)


@pytest.fixture
def tx() -> Tx:
    """One that asks the database nothing."""
    return Tx(cast(Connection, None))


def at_the_end(tx: Tx) -> tuple[list[QueueId], list[QueueId]]:
    """Which queues advance, and which of them for their tickets alone."""
    words = tx.last_words()
    return words["queues"], [one for one in words["tickets_alone"] if one in words["queues"]]


@pytest.mark.parametrize("whole", [False, True])
def test_what_was_advanced_advances_no_more(tx: Tx, whole: bool) -> None:
    tx.advanced(ONE, 7, whole=whole)
    tx.changed_tickets(ONE, OTHER)
    assert (tx.versions, at_the_end(tx)) == ({ONE: 7}, ([OTHER], [OTHER]))
    assert (ONE in tx.touched) is whole


@pytest.mark.parametrize("before", [False, True])
def test_a_whole_change_is_never_lost_in_one_of_tickets(tx: Tx, before: bool) -> None:
    if before:
        tx.changed(ONE)
    tx.advanced(ONE, 7, whole=False)
    if not before:
        tx.changed(ONE)
    assert (tx.versions, at_the_end(tx)) == ({}, ([ONE], []))


def test_after_a_whole_change_another_one_is_part_of_it(tx: Tx) -> None:
    tx.changed(ONE)
    tx.advanced(ONE, 7, whole=True)
    tx.changed(ONE)
    assert (tx.versions, at_the_end(tx)) == ({ONE: 7}, ([], []))
