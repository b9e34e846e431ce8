"""The key of an epoch as a tree of which single leaves can be destroyed: a puncturable pseudorandom function. Pure.
Goldreich, Goldwasser, Micali (1986): a child's key is BLAKE2b (RFC 7693) keyed with its parent's, so that whoever has a node has
all leaves below it and nothing above. One root stands for all persons. To destroy one leaf, the nodes above it go and their other
children stay, 32 keys at most: everybody else's key can still be derived, this one cannot. Leaves are numbered in the order in
which people come, so that what is destroyed together leaves nearly nothing behind."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping

DEPTH = 32
KEY_BYTES = 32
_BLOCK = 8
"""Nodes this far above the leaves are remembered: a list of people who came together takes few steps for each."""
_REMEMBERED = 512
_SIDES = (b"left", b"right")
Node = tuple[int, int]  # Depth, and which one of that depth; the root is (0, 0).


class LeafDestroyed(Exception):
    """The key of this leaf was destroyed and cannot be derived from what is left."""


class KeyTree:
    """What is left of one epoch's key. It never changes: `without` gives another one."""

    __slots__ = ("_blocks", "_nodes")

    def __init__(self, nodes: Mapping[Node, bytes]) -> None:
        self._nodes = dict(nodes)
        self._blocks: dict[int, bytes] = {}

    @classmethod
    def whole(cls, root: bytes) -> "KeyTree":
        """A tree of which no leaf was destroyed."""
        return cls({(0, 0): root})

    @classmethod
    def parse(cls, text: str) -> "KeyTree":
        """What `text` wrote; a key alone is a root. Raises `ValueError`."""
        lines = [line.split() for line in text.splitlines() if line.strip()]
        if len(lines) == 1 and len(lines[0]) == 1:
            return cls.whole(_key(lines[0][0]))
        nodes = {(int(depth), int(place)): _key(key) for depth, place, key in lines}
        if any(not (0 <= depth <= DEPTH and 0 <= place < 1 << depth) for depth, place in nodes):
            raise ValueError("no such node")
        return cls(nodes)

    @property
    def root(self) -> bytes | None:
        """The key of all, while nothing was destroyed."""
        return self._nodes.get((0, 0))

    def text(self) -> str:
        """For a file: the root alone, or a line for each node, which is its depth, its place and its key."""
        if self.root is not None:
            return f"{self.root.hex()}\n"
        return "".join(f"{depth} {place} {key.hex()}\n" for (depth, place), key in sorted(self._nodes.items()))

    def leaf(self, number: int) -> bytes:
        """The key of one person. Raises `LeafDestroyed`."""
        block = number >> _BLOCK
        above = self._blocks.get(block)
        if above is None:
            (depth, _place), above = self._above(number)
            if depth > DEPTH - _BLOCK:
                return _seal(_descend(above, number, depth, DEPTH))
            above = _descend(above, number, depth, DEPTH - _BLOCK)
            if len(self._blocks) >= _REMEMBERED:
                self._blocks.pop(next(iter(self._blocks)))
            self._blocks[block] = above
        return _seal(_descend(above, number, DEPTH - _BLOCK, DEPTH))

    def has(self, number: int) -> bool:
        """Whether the key of this leaf can still be derived."""
        return any(node in self._nodes for node in _way(number))

    def without(self, numbers: Iterable[int]) -> "KeyTree":
        """The tree from which these leaves cannot be derived, and every other one can."""
        left = KeyTree(self._nodes)
        for number in numbers:
            left._drop(number)
        return left

    def _drop(self, number: int) -> None:
        if not self.has(number):
            return
        (depth, place), key = self._above(number)
        del self._nodes[depth, place]
        for below in range(depth + 1, DEPTH + 1):
            step = number >> DEPTH - below
            self._nodes[below, step ^ 1] = _child(key, (step & 1) ^ 1)
            key = _child(key, step & 1)

    def _above(self, number: int) -> tuple[Node, bytes]:
        for node in _way(number):
            if node in self._nodes:
                return node, self._nodes[node]
        raise LeafDestroyed

    def __len__(self) -> int:
        return len(self._nodes)

    def __repr__(self) -> str:
        return f"KeyTree({len(self)} nodes)"


def _way(number: int) -> Iterator[Node]:
    if not 0 <= number < 1 << DEPTH:
        raise LeafDestroyed
    return ((depth, number >> DEPTH - depth) for depth in range(DEPTH + 1))


def _descend(key: bytes, number: int, depth: int, to: int) -> bytes:
    for below in range(depth + 1, to + 1):
        key = _child(key, number >> DEPTH - below & 1)
    return key


def _child(key: bytes, side: int) -> bytes:
    return hashlib.blake2b(key=key, person=_SIDES[side], digest_size=KEY_BYTES).digest()


def _seal(leaf: bytes) -> bytes:
    return hashlib.blake2b(key=leaf, person=b"person-key", digest_size=KEY_BYTES).digest()


def _key(text: str) -> bytes:
    key = bytes.fromhex(text)
    if len(key) != KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    return key
