"""A page that is the same for everybody is rendered once; what is a person's own stands in no other page."""

import gzip
from collections.abc import Mapping

import pytest
from markupsafe import Markup

from audiencia.http.shared_pages import PACKED_KEPT, SharedPages

MUNICIPALITY = object()


class Template:
    """Counts how often it is rendered."""

    rendered = 0

    def render(self, own: Mapping[str, Markup]) -> str:
        self.rendered += 1
        return Markup('<p title="{nonce}">{token} {nonce}</p>').format_map(own)


def test_each_person_gets_their_own_values_in_the_same_page() -> None:
    pages, template = SharedPages(), Template()
    shown = [
        pages.page(MUNICIPALITY, "form", own, template.render).filled(own)
        for own in ({"nonce": nonce, "token": f"t{nonce}"} for nonce in "ab")
    ]
    assert shown == [b'<p title="a">ta a</p>', b'<p title="b">tb b</p>']
    assert template.rendered == 1


def test_what_is_filled_in_is_escaped() -> None:
    own = {"nonce": '"><script>', "token": "\0nonce\0"}
    shown = SharedPages().page(MUNICIPALITY, "form", own, Template().render).filled(own)
    assert shown == b'<p title="&#34;&gt;&lt;script&gt;">\0nonce\0 &#34;&gt;&lt;script&gt;</p>'


def test_as_gzip_it_is_the_same_for_values_of_whatever_length() -> None:
    page = SharedPages().page(MUNICIPALITY, "form", {"nonce": "", "token": ""}, Template().render)
    for length in range(20):
        own = {"nonce": "ñ" * length, "token": "<" * (length // 2)}
        assert gzip.decompress(page.filled_gzip(own)) == page.filled(own)


def test_another_municipality_and_another_key_have_other_pages() -> None:
    pages, template = SharedPages(), Template()
    own = {"nonce": "a", "token": "b"}
    for of, key in ((MUNICIPALITY, "form"), (MUNICIPALITY, "other"), (object(), "form"), (MUNICIPALITY, "form")):
        pages.page(of, key, own, template.render)
    assert template.rendered == 4


@pytest.mark.parametrize(("rooms", "rendered"), [(0, 4), (1, 4), (2, 3), (3, 3)])
def test_only_so_many_bytes_are_kept(rooms: int, rendered: int) -> None:
    """Room for fewer pages than are shown in turn; one is kept in any case."""
    own, template = {"nonce": "a", "token": "b"}, Template()
    one = SharedPages().page(MUNICIPALITY, "form", own, template.render)
    pages, template = SharedPages(bytes_kept=rooms * one.most_bytes), Template()
    for key in ("form", "other", "other", "form", "third", "third"):
        pages.page(MUNICIPALITY, key, own, template.render)
    assert template.rendered == rendered


def test_a_page_with_all_its_packed_copies_is_no_larger_than_it_is_counted() -> None:
    text = "".join(f"<p>{number * number}</p>" for number in range(500))
    page = SharedPages().page(MUNICIPALITY, "form", {"nonce": ""}, lambda marks: f"{text}{marks['nonce']}{text}")
    packed = [len(page.filled_gzip({"nonce": "a" * length})) for length in range(PACKED_KEPT + 3)]
    assert 2 * len(text) + sum(sorted(packed)[-PACKED_KEPT:]) <= page.most_bytes
