"""Days, announcements, documents and templates as lists: what stands in a row, and what it is searched and sorted by. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from audiencia.administration.catalogue_log import Catalogue
from audiencia.administration.pages import catalogue_words
from audiencia.core.gettext_mark import N_
from audiencia.http.i18n import Words
from audiencia.http.staff_pages import listing
from audiencia.http.staff_pages.listing import Listing
from audiencia.settings.announcement import announcement_of
from audiencia.settings.catalogue import DAYS, RETIRED, Key, Kind, Value
from audiencia.settings.document import document_of

STEP = ("step", "requirement", "cost", "place")
CLOSED = N_("No audience on this day")
HOURS = N_("Numbers from %(lobby)s, attended from %(opens)s to %(closes)s")
PERIOD, UNTIL = N_("From %(begins)s until %(until)s"), N_("Until %(until)s")
ENDLESS = N_("Without an end")
EXCERPT = 160  # Characters of a text under its name.


@dataclass(frozen=True, slots=True)
class State:
    """The state of an object. `place`: in the order of its list; `tone`: the colour of its tag."""

    place: int
    word: str
    tone: str = ""


NOW, NOT_YET = State(0, N_("Shown now"), "good"), State(1, N_("Not yet"))
TODAY, TO_COME = State(0, N_("Today"), "good"), State(1, N_("To come"), "good")
ACTIVE = State(0, N_("Active"), "good")
OVER, GONE = State(2, N_("Over")), State(3, N_("Retired"), "bad")


@dataclass(frozen=True, slots=True)
class Row:
    """One object. `about`: under its name. `cells`: the other columns. `places`: what columns are sorted by, where not by their text.
    `first`: by what it stands among its like. `more`: what it is found by too."""

    key: Key
    value: Value
    name: str
    state: State
    about: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    first: str = ""
    more: str = ""

    def place(self, column: str) -> str:
        """The sort key in this column."""
        if column == "state":
            return str(self.state.place)
        return self.places.get(column) or listing.plain(self.name if column == "name" else self.cells[column])


@dataclass(frozen=True, slots=True)
class ListOf:
    """A page: its kinds, the labels of its columns, the one by which it is sorted without a choice, and what its search says. `own`: of
    what the reader's department publishes alone."""

    title: str
    kinds: tuple[Kind, ...]
    columns: Mapping[str, str]
    usual: str
    row: "Callable[[Words, Key, Value, Departments, datetime], Row]"
    search: str
    all: str
    note: str = ""
    lead: str = ""
    own: bool = False

    @property
    def removes(self) -> bool:
        """Its objects are removed rather than retired."""
        return DAYS.issuperset(self.kinds)

    @property
    def sorted_by(self) -> tuple[str, ...]:
        """Its columns, the usual one first."""
        return (self.usual, *(one for one in self.columns if one != self.usual))


Departments = Mapping[str, Value]


def _day(words: Words, key: Key, value: Value, _departments: Departments, now: datetime) -> Row:
    day, today = date.fromisoformat(key.name), now.date()
    hours = ""
    if value.get("closed"):
        hours = words.gettext(CLOSED)
    elif "opens" in value:
        hours = words.gettext(HOURS) % {one: value[one][:5] for one in ("lobby", "opens", "closes")}
    state = OVER if day < today else TODAY if day == today else TO_COME
    return Row(
        key,
        value,
        words.environment.filters["day"](day),
        state,
        hours,
        {"why": catalogue_words.called(words, value), "kind": words.gettext(key.kind.says)},
        {"name": key.name},
        first=f"{abs((day - today).days):07}",
        more=key.name,
    )


def _announcement(words: Words, key: Key, value: Value, departments: Departments, now: datetime) -> Row:
    """`now`: of the municipality's clocks."""
    one = announcement_of(value)
    said = {"until": _moment(words, one.until), "begins": _moment(words, one.begins) if one.begins else ""}
    text, called = value["text"][words.language[:2]], catalogue_words.called(words, value)
    state = OVER if one.until <= now else NOT_YET if one.begins is not None and one.begins > now else NOW
    cells = {
        "department": _department(words, one.department, departments),
        "until": words.gettext(PERIOD if one.begins else UNTIL) % said,
    }
    about, until = "" if text == called else text, value["until"]
    return Row(key, value, called, _or_gone(value, state), about, cells, {"until": until}, first=until)


def _document(words: Words, key: Key, value: Value, departments: Departments, now: datetime) -> Row:
    """`now`: of the municipality's clocks."""
    one, called = document_of(value), catalogue_words.called(words, value)
    cells = {
        "kind": words.gettext(one.what.says),
        "department": _department(words, one.department, departments)
        if one.department
        else words.gettext("The whole municipality"),
        "until": words.gettext(UNTIL) % {"until": _moment(words, one.until)} if one.until else words.gettext(ENDLESS),
    }
    state = OVER if one.until is not None and one.until <= now else NOW
    places, first = {"until": value.get("until") or "9999"}, listing.plain(called)
    return Row(key, value, called, _or_gone(value, state), words.text(one.summary), cells, places, first, one.url)


def _moment(words: Words, at: datetime) -> str:
    return f"{words.environment.filters['day'](at.date())}, {at:%H:%M}"


def _template(words: Words, key: Key, value: Value, departments: Departments, _now: datetime) -> Row:
    called = catalogue_words.called(words, value)
    text = value["text"] if "text" in value else " · ".join(value[one] for one in STEP if value.get(one))
    cells = {
        "kind": words.gettext(key.kind.says),
        "department": _department(words, value.get("department"), departments),
    }
    about = text if len(text) <= EXCERPT else f"{text[:EXCERPT].rstrip()}…"
    return Row(key, value, called, _or_gone(value, ACTIVE), about, cells, first=listing.plain(called), more=text)


def _department(words: Words, slug: str | None, departments: Departments) -> str:
    return (
        words.gettext("All departments")
        if not slug
        else catalogue_words.called(words, departments.get(slug, {})) or slug
    )


def _or_gone(value: Value, state: State) -> State:
    return GONE if value.get(RETIRED) else state


_FOR_ALL: Mapping[str, ListOf] = {
    "/administracion/dias": ListOf(
        N_("Days"),
        (Kind.OPENING, Kind.HOLIDAY),
        {"name": N_("Day"), "why": N_("Why"), "kind": N_("What it is"), "state": N_("State")},
        "state",
        _day,
        N_("Look for a day, or why it is unlike the others"),
        N_("All days"),
        N_("Terms that run already keep the calendar by which they were counted."),
    ),
    "/administracion/anuncios": ListOf(
        N_("Announcements"),
        (Kind.ANNOUNCEMENT,),
        {"name": N_("What people are told"), "department": N_("To whom"), "until": N_("When"), "state": N_("State")},
        "state",
        _announcement,
        N_("Look for a word, a department or a state"),
        N_("All announcements"),
        N_(
            "A retired announcement is shown to nobody, and can be put back. What moderators tell those who wait is on their board, where"
            " they withdraw it; what is told to one person is in no history."
        ),
    ),
    "/administracion/documentos": ListOf(
        N_("Calls, forms and regulations"),
        (Kind.DOCUMENT,),
        {
            "name": N_("Title"),
            "kind": N_("What it is"),
            "department": N_("Who publishes it"),
            "until": N_("When"),
            "state": N_("State"),
        },
        "state",
        _document,
        N_("Look for a word, a department or a state"),
        N_("All documents"),
        N_("A retired document is shown to nobody, and can be put back. What is over is shown to nobody either."),
    ),
    "/administracion/plantillas": ListOf(
        N_("Templates"),
        (Kind.STEP_TEMPLATE, Kind.NOTE_TEMPLATE),
        {"name": N_("Name"), "kind": N_("What it is"), "department": N_("Department"), "state": N_("State")},
        "name",
        _template,
        N_("Look for a name, a word of the text or a department"),
        N_("All templates"),
    ),
}


def _own(path: str, title: str, lead: str, note: str) -> ListOf:
    """The list of a department, where that for all is at `path`."""
    found = _FOR_ALL[path]
    columns = {column: label for column, label in found.columns.items() if column != "department"}
    return replace(found, title=title, columns=columns, search=_SEARCH, lead=lead, note=note, own=True)


_SEARCH = N_("Look for a word or a state")
LISTS: Mapping[str, ListOf] = {
    **_FOR_ALL,
    "/publicaciones/documentos": _own(
        "/administracion/documentos",
        N_("Documents of the department"),
        N_("Open calls, forms to fill in and regulations. People find them on your department's page, in the list of documents and by the"
           " search."),
        N_("A retired document is shown to nobody, and can be put back. What is over is shown to nobody either."),
    ),
    "/publicaciones/anuncios": _own(
        "/administracion/anuncios",
        N_("Announcements of the department"),
        N_("Who waits in your department's line reads them, and who opens its page."),
        N_("A retired announcement is shown to nobody, and can be put back."),
    ),
}  # fmt: skip


def rows(of: ListOf, words: Words, catalogue: Catalogue, now: datetime, department: str | None = None) -> list[Row]:
    """All of them, or those that this department publishes. `now`: of the municipality's clocks."""
    departments = {key.name: value for key, value in catalogue.entries.items() if key.kind is Kind.DEPARTMENT and value}
    return [
        of.row(words, key, value, departments, now)
        for key, value in catalogue.entries.items()
        if key.kind in of.kinds and value is not None and department in (None, value.get("department"))
    ]


def fitting(words: Words, among: Sequence[Row], asked: Listing) -> list[Row]:
    """Those that the search finds, sorted."""
    found = [
        one
        for one in among
        if listing.fits(asked.words, one.name, one.about, one.more, *one.cells.values(), words.gettext(one.state.word))
    ]
    found.sort(key=lambda one: (one.first, one.key))
    found.sort(key=lambda one: one.place(asked.column), reverse=asked.descending)
    return found
