"""Edges of a mixed graph that lie on a cycle. Pure; Tarjan, "A note on finding the bridges of a graph", 1974;
Boesch and Tindell, "Robbins's theorem for mixed multigraphs", 1980: in a strongly connected graph only bridges lie on no cycle."""

from collections.abc import Hashable, Iterator, Sequence
from random import Random
from typing import NamedTuple

Adjacency = dict[Hashable, list[tuple[Hashable, int]]]


class Edge(NamedTuple):
    """Between two nodes, `forward` from `a` to `b`, `backward` the other way."""

    a: Hashable
    b: Hashable
    forward: bool = True
    backward: bool = True


def edges_on_cycles(edges: Sequence[Edge]) -> set[int]:
    """The numbers of the edges on a cycle that uses no edge twice. Two edges between the same nodes are a cycle."""
    component = _components(edges)
    kept = [
        number
        for number, one in enumerate(edges)
        if (one.forward or one.backward) and component[one.a] == component[one.b]
    ]
    adjacency = _adjacency(edges, kept)
    found = set(kept)
    order: dict[Hashable, int] = {}
    for root in adjacency:
        if root not in order:
            found.difference_update(_bridges(root, adjacency, order))
    return found


def _adjacency(edges: Sequence[Edge], kept: Sequence[int]) -> Adjacency:
    """By node, its neighbours and the numbers of the edges to them."""
    adjacency: Adjacency = {}
    for number in kept:
        a, b = edges[number][:2]
        adjacency.setdefault(a, []).append((b, number))
        adjacency.setdefault(b, []).append((a, number))
    return adjacency


def circulation(edges: Sequence[Edge], rng: Random) -> dict[int, int]:
    """A random circulation: flows from `a` to `b`, by the number of the edge, that balance at every node. A sum of flows is zero
    where it is in every circulation, and otherwise almost never (a probabilistic test)."""
    kept = sorted(edges_on_cycles(edges))
    adjacency = _adjacency(edges, kept)
    parent: dict[Hashable, tuple[Hashable, int] | None] = {}
    for root in adjacency:
        if root not in parent:
            parent[root] = None
            _span(root, adjacency, parent)
    tree = {way[1] for way in parent.values() if way is not None}
    flows = {number: rng.getrandbits(60) for number in kept if number not in tree}
    balance = dict.fromkeys(adjacency, 0)
    for number, flow in flows.items():
        balance[edges[number].a] -= flow
        balance[edges[number].b] += flow
    for node, way in reversed(parent.items()):
        if way is not None:
            above, number = way
            flows[number] = -balance[node] if edges[number].b == node else balance[node]
            balance[above] += balance[node]
    return flows


def _span(root: Hashable, adjacency: Adjacency, parent: dict[Hashable, tuple[Hashable, int] | None]) -> None:
    """Notes the parent of each node reached from `root`, and the edge to it (depth first)."""
    path = [root]
    while path:
        node = path.pop()
        for other, number in adjacency[node]:
            if other not in parent:
                parent[other] = node, number
                path.append(other)


def _components(edges: Sequence[Edge]) -> dict[Hashable, int]:
    """The number of each node's strongly connected component (Kosaraju)."""
    successors: dict[Hashable, list[Hashable]] = {one: [] for ends in edges for one in ends[:2]}
    predecessors: dict[Hashable, list[Hashable]] = {one: [] for one in successors}
    for a, b, forward, backward in edges:
        if forward:
            successors[a].append(b)
            predecessors[b].append(a)
        if backward:
            successors[b].append(a)
            predecessors[a].append(b)
    seen: set[Hashable] = set()
    last_first = [node for root in successors for node in _postorder(root, successors, seen)]
    component: dict[Hashable, int] = {}
    seen = set()
    for number, root in enumerate(reversed(last_first)):
        for node in _postorder(root, predecessors, seen):
            component[node] = number
    return component


def _postorder(root: Hashable, successors: dict[Hashable, list[Hashable]], seen: set[Hashable]) -> list[Hashable]:
    """The nodes reached from `root` that were not `seen`, in postorder."""
    if root in seen:
        return []
    seen.add(root)
    found, path = [], [(root, iter(successors[root]))]
    while path:
        node, others = path[-1]
        for one in others:
            if one not in seen:
                seen.add(one)
                path.append((one, iter(successors[one])))
                break
        else:
            path.pop()
            found.append(node)
    return found


def _bridges(root: Hashable, adjacency: Adjacency, order: dict[Hashable, int]) -> Iterator[int]:
    """The bridges of the component of `root`. `order`: when each node was first seen."""
    order[root] = len(order)
    lowest = {root: order[root]}
    path = [(root, -1, iter(adjacency[root]))]
    while path:
        node, parent, others = path[-1]
        for other, number in others:
            if number == parent:
                continue
            if other in order:
                lowest[node] = min(lowest[node], order[other])
                continue
            order[other] = lowest[other] = len(order)
            path.append((other, number, iter(adjacency[other])))
            break
        else:
            path.pop()
            if path:
                above = path[-1][0]
                lowest[above] = min(lowest[above], lowest[node])
                if lowest[node] > order[above]:
                    yield parent
