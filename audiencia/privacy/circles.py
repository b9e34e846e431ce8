"""Which edges of a graph lie on a circle. Pure; Tarjan, "A note on finding the bridges of a graph", 1974."""

from collections.abc import Hashable, Iterator, Sequence

Ends = tuple[Hashable, Hashable]


def on_circles(edges: Sequence[Ends | None]) -> set[int]:
    """The edges, by number, without which their ends would still be connected; `None` is no edge. Two edges between the same nodes
    are a circle."""
    beside: dict[Hashable, list[tuple[Hashable, int]]] = {}
    for number, ends in enumerate(edges):
        if ends is not None:
            a, b = ends
            beside.setdefault(a, []).append((b, number))
            beside.setdefault(b, []).append((a, number))
    found = {number for number, ends in enumerate(edges) if ends is not None}
    order: dict[Hashable, int] = {}
    for root in beside:
        if root not in order:
            found -= set(_bridges(root, beside, order))
    return found


def _bridges(
    root: Hashable, beside: dict[Hashable, list[tuple[Hashable, int]]], order: dict[Hashable, int]
) -> Iterator[int]:
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
