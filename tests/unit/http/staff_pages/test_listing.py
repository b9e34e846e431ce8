"""A list's address: what is wrong in it is as if it were not there, and every link keeps what was asked."""

from hypothesis import given
from hypothesis import strategies as st

from audiencia.http.staff_pages import listing
from audiencia.http.staff_pages.listing import Listing

COLUMNS = ("name", "role", "-last_in")


def asked(**query: str) -> Listing:
    return listing.asked(query, "/lista", COLUMNS, keep=("area",))


def test_without_a_choice_it_is_the_first_page_by_the_first_column() -> None:
    one = asked().counted(132)
    assert (one.words, one.column, one.descending, one.page, one.skipped) == ("", "name", False, 1, 0)
    assert (one.first, one.last, one.total) == (1, 25, 132)
    assert (one.before, one.after, one.here) == ("", "/lista?pagina=2", "")


def test_links_keep_words_order_and_filters() -> None:
    one = asked(q=" obras  públicas ", orden="-role", pagina="2", area="agua", other="x").counted(132)
    assert one.words == "obras  públicas" and dict(one.kept) == {"area": "agua"}
    kept = "area=agua&orden=-role&q=obras++p%C3%BAblicas"
    assert (one.before, one.after) == (f"/lista?{kept}", f"/lista?{kept}&pagina=3")
    assert one.here == f"?{kept}&pagina=2" and one.whole == "/lista?area=agua&orden=-role"
    assert dict(one.hidden) == {"area": "agua", "orden": "-role"}


def test_a_list_further_down_in_a_page_has_its_place_in_every_link_but_not_in_what_forms_keep() -> None:
    one = listing.asked({"q": "x", "pagina": "2"}, "/lista", COLUMNS, anchor="made").counted(132)
    assert (one.begins, one.whole, one.after) == ("/lista#made", "/lista#made", "/lista?q=x&pagina=3#made")
    assert one.here == "?q=x&pagina=2" and asked().begins == "/lista"


def test_a_head_sorts_and_then_turns_around() -> None:
    one = asked(orden="role", pagina="3").counted(132)
    assert [one.sorted_as(name) for name in ("name", "role", "last_in")] == ["none", "ascending", "none"]
    assert one.sort_link("role") == "/lista?orden=-role"
    assert one.sort_link("name") == "/lista" and one.sort_link("last_in") == "/lista?orden=-last_in"
    turned = asked(orden="-last_in")
    assert turned.sorted_as("last_in") == "descending" and turned.sort_link("last_in") == "/lista?orden=last_in"


def test_a_page_behind_the_end_is_the_last_one() -> None:
    one = asked(pagina="99").counted(51)
    assert (one.page, one.first, one.last, one.after) == (3, 51, 51, "") and one.before == "/lista?pagina=2"
    empty = asked(pagina="99").counted(0)
    assert (empty.page, empty.first, empty.last, empty.before, empty.after) == (1, 0, 0, "", "")
    assert list(one.slice(range(51))) == [50]


def test_what_is_wrong_is_as_if_it_were_not_there() -> None:
    for page in ("", "0", "-1", "x", "1e3", "٣", "9999999", "2 "):
        assert asked(pagina=page).page == 1, page
    for order in ("", "-", "--name", "password_hash", "name;", "NAME"):
        assert asked(orden=order).order == "name", order
    assert asked(q="a\x00b\ud800\n").words == "ab" and len(asked(q="x" * 500).words) == listing.LONGEST_SEARCH


@given(st.dictionaries(st.sampled_from(["q", "orden", "pagina", "area"]), st.text()))
def test_whatever_is_asked_gives_a_page(query: dict[str, str]) -> None:
    one = listing.asked(query, "/lista", COLUMNS, keep=("area",)).counted(60)
    assert one.column in {"name", "role", "last_in"} and 1 <= one.first <= one.last <= 60
    one.words.encode()


def test_words_are_found_whatever_their_accents_and_as_they_are_written() -> None:
    assert listing.fits("PUBLICAS obras", "Obras Públicas") and not listing.fits("obras zz", "Obras Públicas")
    assert listing.patterns("Año 50%_x \\") == ["%ano%", "%50\\%\\_x%", "%\\\\%"]
