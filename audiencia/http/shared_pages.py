"""Pages that are the same for everybody but for a few values: rendered once, and filled in for each person."""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence

from markupsafe import Markup, escape

KEPT = 500
"""Of each topic's form in each language some 15 kB."""
_MARK = re.compile("\0([a-z_]+)\0")


class SharedPages:
    """The pages of one process, the most recently shown ones."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._of: object = None
        self._pages: OrderedDict[Hashable, Sequence[str]] = OrderedDict()

    def page(
        self, of: object, key: Hashable, personal: Mapping[str, str], render: Callable[[Mapping[str, Markup]], str]
    ) -> str:
        """The page called `key`, with one person's `personal` values in it. `render` makes it with marks in their place.

        `of`: the municipality in force. With another one all pages are made anew.
        """
        if of is not self._of:
            self._of = of
            self._pages.clear()
        parts = self._pages.get(key)
        if parts is None:
            parts = _MARK.split(render({name: Markup(f"\0{name}\0") for name in personal}))  # noqa: S704 -- a mark, no text
            self._pages[key] = parts
            if len(self._pages) > self._kept:
                self._pages.popitem(last=False)
        self._pages.move_to_end(key)
        return "".join([escape(personal[part]) if place % 2 else part for place, part in enumerate(parts)])
