"""Edges on circles, against going along each one and back by the others."""

from collections.abc import Hashable

from hypothesis import given
from hypothesis import strategies as st

from audiencia.privacy.circles import Edge, on_circles

NODES = st.integers(0, 5)
EDGES = st.builds(Edge, NODES, NODES, st.booleans(), st.booleans()).filter(lambda one: one.a != one.b)


def leads(edges: list[Edge], start: Hashable, end: Hashable) -> bool:
    """Whether one node leads to the other."""
    reached: set[Hashable] = {start}
    for _ in edges:
        reached |= {one.b for one in edges if one.there and one.a in reached}
        reached |= {one.a for one in edges if one.back and one.b in reached}
    return end in reached


@given(st.lists(EDGES, max_size=12))
def test_an_edge_is_on_a_circle_where_the_others_lead_back(edges: list[Edge]) -> None:
    expected = set()
    for number, one in enumerate(edges):
        others = edges[:number] + edges[number + 1 :]
        if (one.there and leads(others, one.b, one.a)) or (one.back and leads(others, one.a, one.b)):
            expected.add(number)
    assert on_circles(edges) == expected
