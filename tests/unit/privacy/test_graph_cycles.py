"""Edges on cycles, against going along each one and back by the others."""

from collections import Counter
from collections.abc import Hashable
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from audiencia.privacy.graph_cycles import Edge, circulation, edges_on_cycles

NODES = st.integers(0, 5)
EDGES = st.builds(Edge, NODES, NODES, st.booleans(), st.booleans()).filter(lambda one: one.a != one.b)


def leads(edges: list[Edge], start: Hashable, end: Hashable) -> bool:
    """Whether one node leads to the other."""
    reached: set[Hashable] = {start}
    for _ in edges:
        reached |= {one.b for one in edges if one.forward and one.a in reached}
        reached |= {one.a for one in edges if one.backward and one.b in reached}
    return end in reached


@given(st.lists(EDGES, max_size=12))
def test_an_edge_is_on_a_cycle_where_the_others_lead_back(edges: list[Edge]) -> None:
    expected = set()
    for number, one in enumerate(edges):
        others = edges[:number] + edges[number + 1 :]
        if (one.forward and leads(others, one.b, one.a)) or (one.backward and leads(others, one.a, one.b)):
            expected.add(number)
    assert edges_on_cycles(edges) == expected


@given(st.lists(EDGES, max_size=12), st.integers())
def test_a_circulation_adds_up_at_every_node_and_goes_along_every_edge_on_a_cycle(edges: list[Edge], seed: int) -> None:
    flows = circulation(edges, Random(seed))
    assert {number for number, flow in flows.items() if flow} == set(flows) == edges_on_cycles(edges)
    gets: Counter[Hashable] = Counter()
    for number, flow in flows.items():
        gets[edges[number].a] -= flow
        gets[edges[number].b] += flow
    assert not any(gets.values())


def test_edges_that_every_circulation_leaves_alone_sum_to_zero() -> None:
    edges = [Edge(1, 2), Edge(2, 1), Edge(2, 3), Edge(3, 1)]
    flows = circulation(edges, Random(1))
    assert flows[2] == flows[3] != 0
    assert flows[0] - flows[1] - flows[2] == 0, "what comes to the second node leaves it"
