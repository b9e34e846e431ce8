"""A destroyed leaf cannot be derived from what is left, every other one can."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.privacy.keytree import DEPTH, KeyTree, LeafDestroyed

LEAVES = st.one_of(st.integers(0, 40), st.integers(0, 2**DEPTH - 1))
ROOTS = st.binary(min_size=32, max_size=32)


@given(ROOTS, st.sets(LEAVES, max_size=30), st.sets(LEAVES, max_size=30))
def test_what_is_destroyed_is_gone_and_the_rest_is_as_before(root: bytes, destroyed: set[int], asked: set[int]) -> None:
    whole = KeyTree.whole(root)
    left = KeyTree.parse(whole.without(destroyed).text()) if destroyed else whole
    for leaf in asked | destroyed:
        assert left.has(leaf) is (leaf not in destroyed)
        if leaf in destroyed:
            with pytest.raises(LeafDestroyed):
                left.leaf(leaf)
        else:
            assert left.leaf(leaf) == whole.leaf(leaf)


@given(ROOTS, st.sets(LEAVES, min_size=1, max_size=20))
def test_no_key_that_is_left_is_on_the_way_to_a_destroyed_leaf(root: bytes, destroyed: set[int]) -> None:
    for line in KeyTree.whole(root).without(destroyed).text().splitlines():
        depth, place, _key = line.split()
        assert not {leaf for leaf in destroyed if leaf >> DEPTH - int(depth) == int(place)}


@given(ROOTS, st.lists(LEAVES, max_size=20))
def test_the_order_does_not_matter(root: bytes, destroyed: list[int]) -> None:
    one = KeyTree.whole(root).without(destroyed)
    for leaf in reversed(destroyed):
        one = one.without([leaf])
    again = KeyTree.whole(root)
    for leaf in destroyed:
        again = again.without([leaf])
    assert one.text() == again.text()


def test_those_who_came_together_leave_next_to_nothing() -> None:
    whole = KeyTree.whole(bytes(32))
    assert len(whole.without(range(4096))) == DEPTH - 12
    assert len(whole.without([5])) == DEPTH
    assert len(whole) == 1


def test_all_keys_differ() -> None:
    tree, other = KeyTree.whole(bytes(32)), KeyTree.whole(b"\1" * 32)
    assert len({tree.leaf(number) for number in range(600)} | {other.leaf(number) for number in range(600)}) == 1200


@pytest.mark.parametrize("number", [-1, 2**DEPTH])
def test_no_leaf_lies_outside(number: int) -> None:
    tree = KeyTree.whole(bytes(32))
    with pytest.raises(LeafDestroyed):
        tree.leaf(number)


@pytest.mark.parametrize("text", ["zz", "00", "1 2", "1 2 00", f"33 0 {'00' * 32}\n1 1 {'00' * 32}", "x y z"])
def test_rubbish_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        KeyTree.parse(text)
