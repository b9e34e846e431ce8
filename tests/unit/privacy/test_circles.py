"""Edges on circles, against taking each one away."""

from hypothesis import given
from hypothesis import strategies as st

from audiencia.privacy.circles import on_circles

NODES = st.integers(0, 6)
GRAPHS = st.lists(st.one_of(st.none(), st.tuples(NODES, NODES).filter(lambda one: one[0] != one[1])), max_size=12)


def connected(edges: list[tuple[int, int]], a: int, b: int) -> bool:
    """Whether one leads to the other."""
    reached = {a}
    for _ in edges:
        reached |= {end for one in edges if reached & set(one) for end in one}
    return b in reached


@given(GRAPHS)
def test_an_edge_is_on_a_circle_where_its_ends_stay_connected_without_it(edges: list[tuple[int, int] | None]) -> None:
    expected = set()
    for number, ends in enumerate(edges):
        if ends is not None:
            others = [one for at, one in enumerate(edges) if at != number and one is not None]
            if connected(others, *ends):
                expected.add(number)
    assert on_circles(edges) == expected
