"""Pages that are the same for everybody but for a few values: rendered once, and filled in for each person."""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence

from markupsafe import Markup, escape

from audiencia.core import packed

BYTES_KEPT = 32 * 2**20  # Of all cached pages of one process with their packed copies.
PACKED_KEPT = 4
"""Of one page, for so many lengths of its values: numbers of a line grow longer, folios do not. None is longer than the page."""
_MARK = re.compile("\0([a-z_]+)\0")


class SharedPage:
    """One page, in UTF-8, with gaps for the values of whoever sees it."""

    def __init__(self, text: str) -> None:
        """`text`: with marks in the gaps."""
        found = _MARK.split(text)
        self._parts, self._names = [one.encode() for one in found[::2]], found[1::2]
        self._packed: dict[tuple[int, ...], Sequence[bytes]] = {}

    @property
    def most_bytes(self) -> int:
        """With all packed copies that it may have."""
        return (1 + PACKED_KEPT) * sum(map(len, self._parts))

    def filled(self, personal: Mapping[str, str]) -> bytes:
        """The page with these values in it, escaped."""
        own = self._own(personal)
        return b"".join([one for pair in zip(self._parts, [*own, b""], strict=True) for one in pair])

    def filled_gzip(self, personal: Mapping[str, str]) -> bytes:
        """The page with these values as gzip, in which the values stand uncompressed: its length says nothing of them but their own."""
        own = self._own(personal)
        gaps = tuple(map(len, own))
        ready = self._packed.get(gaps)
        if ready is None:
            if len(self._packed) >= PACKED_KEPT:
                self._packed.clear()
            ready = self._packed[gaps] = packed.pack(self._parts, gaps)
        return packed.filled(self._parts, ready, own)

    def _own(self, personal: Mapping[str, str]) -> list[bytes]:
        escaped = {name: escape(value).encode() for name, value in personal.items()}
        return [escaped[name] for name in self._names]


class SharedPages:
    """The pages of one process, the most recently shown ones."""

    def __init__(self, bytes_kept: int = BYTES_KEPT) -> None:
        self._bytes_kept = bytes_kept
        self._bytes = 0
        self._of: object = None
        self._pages: OrderedDict[Hashable, SharedPage] = OrderedDict()

    def page(
        self, of: object, key: Hashable, personal: Mapping[str, str], render: Callable[[Mapping[str, Markup]], str]
    ) -> SharedPage:
        """The page called `key`, to be filled in with values of these names. `render` makes it with marks in their place.
        `of`: the municipality in force. With another one all pages are made anew."""
        if of is not self._of:
            self._of, self._bytes = of, 0
            self._pages.clear()
        page = self._pages.get(key)
        if page is None:
            page = SharedPage(render({name: Markup(f"\0{name}\0") for name in personal}))  # noqa: S704 -- a mark, no text
            self._pages[key] = page
            self._bytes += page.most_bytes
            while self._bytes > self._bytes_kept and len(self._pages) > 1:
                self._bytes -= self._pages.popitem(last=False)[1].most_bytes
        self._pages.move_to_end(key)
        return page
