"""Which edges of a graph lie on a circle along which it may be gone. Pure; Tarjan, "A note on finding the bridges of a graph", 1974;
Boesch and Tindell, "Robbins's theorem for mixed multigraphs", 1980: where every node leads to every other, only bridges lie on none."""

from collections.abc import Hashable, Iterator, Sequence
from random import Random
from typing import NamedTuple

Beside = dict[Hashable, list[tuple[Hashable, int]]]


class Edge(NamedTuple):
    """Between two nodes, `there` and `back` where it may be gone that way."""

    a: Hashable
    b: Hashable
    there: bool = True
    back: bool = True


def on_circles(edges: Sequence[Edge]) -> set[int]:
    """The edges, by number, on a circle that comes by no edge twice. Two edges between the same nodes are a circle."""
    part = _parts(edges)
    kept = [number for number, one in enumerate(edges) if (one.there or one.back) and part[one.a] == part[one.b]]
    beside = _beside(edges, kept)
    found = set(kept)
    order: dict[Hashable, int] = {}
    for root in beside:
        if root not in order:
            found.difference_update(_bridges(root, beside, order))
    return found


def _beside(edges: Sequence[Edge], kept: Sequence[int]) -> Beside:
    """By node, the others and the edges that lead to them."""
    beside: Beside = {}
    for number in kept:
        a, b = edges[number][:2]
        beside.setdefault(a, []).append((b, number))
        beside.setdefault(b, []).append((a, number))
    return beside


def circulation(edges: Sequence[Edge], lots: Random) -> dict[int, int]:
    """Flows from `a` to `b` along the edges on circles, by number, that add up at every node; drawn by lot, so that the flows of some
    edges add up to nought where those of every circulation do, and else almost never."""
    kept = sorted(on_circles(edges))
    beside = _beside(edges, kept)
    came_by: dict[Hashable, tuple[Hashable, int] | None] = {}
    for root in beside:
        if root not in came_by:
            came_by[root] = None
            _span(root, beside, came_by)
    tree = {way[1] for way in came_by.values() if way is not None}
    flows = {number: lots.getrandbits(60) for number in kept if number not in tree}
    gets = dict.fromkeys(beside, 0)
    for number, flow in flows.items():
        gets[edges[number].a] -= flow
        gets[edges[number].b] += flow
    for node, way in reversed(came_by.items()):
        if way is not None:
            above, number = way
            flows[number] = -gets[node] if edges[number].b == node else gets[node]
            gets[above] += gets[node]
    return flows


def _span(root: Hashable, beside: Beside, came_by: dict[Hashable, tuple[Hashable, int] | None]) -> None:
    """Notes of each node that is reached from here from where it was reached first, and by which edge."""
    path = [root]
    while path:
        node = path.pop()
        for other, number in beside[node]:
            if other not in came_by:
                came_by[other] = node, number
                path.append(other)


def _parts(edges: Sequence[Edge]) -> dict[Hashable, int]:
    """The nodes by the part in which each leads to every other (Kosaraju)."""
    ahead: dict[Hashable, list[Hashable]] = {one: [] for ends in edges for one in ends[:2]}
    behind: dict[Hashable, list[Hashable]] = {one: [] for one in ahead}
    for a, b, there, back in edges:
        if there:
            ahead[a].append(b)
            behind[b].append(a)
        if back:
            ahead[b].append(a)
            behind[a].append(b)
    seen: set[Hashable] = set()
    last_first = [node for root in ahead for node in _finished(root, ahead, seen)]
    part: dict[Hashable, int] = {}
    seen = set()
    for number, root in enumerate(reversed(last_first)):
        for node in _finished(root, behind, seen):
            part[node] = number
    return part


def _finished(root: Hashable, ahead: dict[Hashable, list[Hashable]], seen: set[Hashable]) -> list[Hashable]:
    """What is reached from here and not `seen`, each after all that is reached through it."""
    if root in seen:
        return []
    seen.add(root)
    found, path = [], [(root, iter(ahead[root]))]
    while path:
        node, others = path[-1]
        for one in others:
            if one not in seen:
                seen.add(one)
                path.append((one, iter(ahead[one])))
                break
        else:
            path.pop()
            found.append(node)
    return found


def _bridges(root: Hashable, beside: Beside, order: dict[Hashable, int]) -> Iterator[int]:
    """Those of one connected part. `order`: when each node was first seen."""
    order[root] = len(order)
    lowest = {root: order[root]}
    path = [(root, -1, iter(beside[root]))]
    while path:
        node, came_by, others = path[-1]
        for other, number in others:
            if number == came_by:
                continue
            if other in order:
                lowest[node] = min(lowest[node], order[other])
                continue
            order[other] = lowest[other] = len(order)
            path.append((other, number, iter(beside[other])))
            break
        else:
            path.pop()
            if path:
                above = path[-1][0]
                lowest[above] = min(lowest[above], lowest[node])
                if lowest[node] > order[above]:
                    yield came_by
