"""A list that is searched, sorted and paged: what its address asks for, checked, and the addresses of other choices. Pure."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar
from urllib.parse import urlencode

from audiencia.core.list_page import ListPage

PER_PAGE = 25
LONGEST_SEARCH = 80  # Characters of what is looked for.
MOST_DIGITS = 6
SEARCH, ORDER, PAGE = "q", "orden", "pagina"
"""Names in an address. An order is a column, with a minus before it from the last to the first."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listing:
    """What was asked of one list. `columns`: by which it can be sorted, the first one without a choice; `-` before a name: from the last
    to the first. `kept`: what else stands in its addresses. `anchor`: where the list begins in a page that begins with something else.
    `total`: how many fit; `capped`: or more."""

    path: str
    columns: tuple[str, ...]
    words: str = ""
    order: str = ""
    page: int = 1
    per_page: int = PER_PAGE
    kept: Mapping[str, str] = field(default_factory=dict)
    anchor: str = ""
    total: int = 0
    capped: bool = False

    @property
    def column(self) -> str:
        """By which it is sorted."""
        return self.order.removeprefix("-")

    @property
    def descending(self) -> bool:
        """Whether the order is reversed."""
        return self.order.startswith("-")

    @property
    def skipped(self) -> int:
        """Rows before this page."""
        return (self.page - 1) * self.per_page

    @property
    def first(self) -> int:
        """The place of the first row of this page, from 1; 0 in an empty list."""
        return min(self.skipped + 1, self.total)

    @property
    def last(self) -> int:
        """The place of the last row of this page."""
        return min(self.skipped + self.per_page, self.total)

    @property
    def before(self) -> str:
        """The address of the page before, or an empty text."""
        return self.link(page=self.page - 1) if self.page > 1 else ""

    @property
    def after(self) -> str:
        """The address of the next page, or an empty text."""
        return self.link(page=self.page + 1) if self.total > self.last else ""

    @property
    def whole(self) -> str:
        """The address of the list without a search."""
        return replace(self, words="").link()

    @property
    def here(self) -> str:
        """The query of this very page, with its question mark; empty for the beginning of the list."""
        return self._query(self.page)

    @property
    def done(self) -> str:
        """The address of this very page where it says that something was done."""
        return f"{self.path}{self.here}{'&' if self.here else '?'}hecho=1"

    @property
    def begins(self) -> str:
        """The address of all of them, as usually sorted."""
        return f"{self.path}#{self.anchor}" if self.anchor else self.path

    @property
    def hidden(self) -> Mapping[str, str]:
        """What a form of this list sends beside the search."""
        order = {} if self.order == self.columns[0] else {ORDER: self.order}
        return {**self.kept, **order}

    def sorted_as(self, column: str) -> Literal["ascending", "descending", "none"]:
        """For `aria-sort`."""
        if column != self.column:
            return "none"
        return "descending" if self.descending else "ascending"

    def sort_link(self, column: str) -> str:
        """The address of the list by this column: as the column usually is, or the other way round where it is so already."""
        usual = next(one for one in self.columns if one.removeprefix("-") == column)
        turned = column if usual.startswith("-") else f"-{column}"
        return replace(self, order=turned if self.order == usual else usual).link()

    def link(self, page: int = 1) -> str:
        """The address of a page of this list."""
        return f"{self.path}{self._query(page)}{f'#{self.anchor}' if self.anchor else ''}"

    def _query(self, page: int) -> str:
        asked = {**self.hidden, SEARCH: self.words, PAGE: str(page) if page > 1 else ""}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"?{query}" if query else ""

    def wanted(self, *, english: bool, names: Mapping[str, str]) -> ListPage:
        """The search as a query takes it."""
        found = patterns(self.words)
        return ListPage(found, self.column, self.descending, self.per_page, self.skipped, english, names)

    def counted(self, total: int, *, capped: bool = False) -> "Listing":
        """With how many fit; a page behind the end becomes the last one. `capped`: they were counted no further."""
        last = max(1, -(-total // self.per_page))
        return replace(self, total=total, capped=capped, page=min(self.page, last))

    def slice(self, rows: Sequence[T]) -> Sequence[T]:
        """The rows of this page, of a list that is at hand as a whole."""
        return rows[self.skipped : self.skipped + self.per_page]

    def shown(self, fitting: Iterable[T], sorts: Mapping[str, Callable[[T], Any]]) -> tuple["Listing", Sequence[T]]:
        """Of all rows that fit those of this page, by the column; and the list with how many fit."""
        rows = sorted(fitting, key=sorts[self.column], reverse=self.descending)
        listed = self.counted(len(rows))
        return listed, listed.slice(rows)


def asked(
    query: Mapping[str, str],
    path: str,
    columns: Sequence[str],
    *,
    keep: Sequence[str] = (),
    per_page: int = PER_PAGE,
    anchor: str = "",
) -> Listing:
    """What stands in an address: words without what cannot be written, a known column, a page. What is wrong is as if it were not there."""
    words = "".join(one for one in query.get(SEARCH, "") if one.isprintable())[:LONGEST_SEARCH].strip()
    order, page = query.get(ORDER, ""), query.get(PAGE, "")
    known = {one.removeprefix("-") for one in columns}
    number = int(page) if page.isascii() and page.isdigit() and len(page) <= MOST_DIGITS else 1
    return Listing(
        path,
        tuple(columns),
        words,
        order if order.removeprefix("-") in known else columns[0],
        max(1, number),
        per_page,
        {name: query[name] for name in keep if query.get(name)},
        anchor,
    )


def plain(text: str) -> str:
    """In small letters and without accents, as texts are compared."""
    return unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()


def fits(words: str, *texts: str) -> bool:
    """Whether each of the words stands in the texts, whatever its accents and capitals."""
    there = plain(" ".join(texts))
    return all(word in there for word in plain(words).split())


def patterns(words: str) -> list[str]:
    """For `LIKE ALL` over a plain text: each word stands somewhere in it."""
    escaped = plain(words).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return [f"%{one}%" for one in escaped.split()]
