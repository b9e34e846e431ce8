"""What fits a question, of a few things that can be found."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.directory.found_in import findable
from audiencia.directory.search_index import Entry, SearchIndex
from audiencia.directory.service import Searchable
from audiencia.settings.search_rules import Search, Synonym
from tests.support.configuration import configured

ENTRIES = (
    Entry(
        "agua/falta", ("no hay agua", "sin agua", "Reporte de falta de agua"), ("Se revisa por qué no llega el agua",)
    ),
    Entry("agua/fuga", ("fuga de agua", "tubo roto"), ("Se reparan fugas en la calle",)),
    Entry("obras/bache", ("bache", "hoyo en la calle"), ("Se tapan baches",)),
    Entry("empleo/bolsa", ("busco trabajo", "empleo")),
)
MUNICIPALITY = configured()
SERVICES = [Searchable(s.department, s.slug, s.topic, s.name, s.summary, s.words) for s in MUNICIPALITY.services]
RULES = Search(filler=("la", "en", "de", "quiero"), synonyms=(Synonym(said=("chamba", "ocupo jale"), means="trabajo"),))
INDEX = SearchIndex(ENTRIES, RULES)


@cache
def example() -> SearchIndex:
    """Of the directory, made by the first test that asks: every process of a run imports this module."""
    return SearchIndex([entry for _found, entry in findable(MUNICIPALITY, SERVICES)], MUNICIPALITY.search)


def keys(typed: str, most: int = 8) -> list[str]:
    """What is found, best first."""
    return [one.key for one in INDEX.search(typed, most)]


def test_the_whole_phrase_comes_before_a_shared_word() -> None:
    assert keys("no ay agua")[0] == "agua/falta"
    assert keys("fuga de agua")[0] == "agua/fuga"


def test_sounds_slips_and_beginnings_find() -> None:
    assert [keys(typed)[:1] for typed in ("vaches", "BACHÉ", "bach")] == [["obras/bache"]] * 3
    assert keys("trabjo") == keys("tra") == keys("en la en tra") == ["empleo/bolsa"]


def test_slang_is_looked_for_as_what_it_means_in_one_word_or_several() -> None:
    assert keys("chamva")[0] == keys("ocupo jale desde mayo")[0] == "empleo/bolsa"


def test_what_is_meant_counts_as_what_was_said_in_however_many_words_it_is_written_down() -> None:
    entries = (*ENTRIES, Entry("dif/mayores", ("credencial", "tercera edad personas mayores")))
    short, long = (
        SearchIndex(entries, Search(synonyms=(Synonym(said=("abuelita",), means=means),))).search("abuelita", 1)[0]
        for means in ("credencial", "tercera edad personas mayores")
    )
    assert short.key == long.key == "dif/mayores"
    assert long.score < 1.6 * short.score


def test_a_long_sentence_is_read_to_its_end() -> None:
    assert keys("buenas tardes les escribo porque desde hace como dos semanas enfrente de mi puerta se hizo un bache")[
        0
    ] == ("obras/bache")


def test_nothing_fits_what_is_no_word_of_it() -> None:
    assert keys("xqzwk") == keys("de la") == keys("") == []
    assert SearchIndex((), RULES).search("agua", 8) == []
    # Words that are like ours ("piso", "moverla") beside others that are none.
    assert example().search("pizza hawaiana", 8) == example().search("moneda conmemorativa", 8) == []
    assert keys("vache xqzwk") == ["obras/bache"] and keys("trabjo xqzwk") == keys("xqzwk tra") == ["empleo/bolsa"]


@given(st.text(max_size=300), st.integers(1, 3))
def test_any_question_is_answered_best_first_within_the_most(typed: str, most: int) -> None:
    found = INDEX.search(typed, most)
    assert len(found) <= most
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert len({one.key for one in found}) == len(found)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("no sale agua de la llave", "falta-de-agua"),
        ("no sale agua de la regadera", "falta-de-agua"),
        ("la llave no echa agua", "falta-de-agua"),
        ("la toma no da agua", "falta-de-agua"),
        ("ya no cayo agua", "falta-de-agua"),
        ("no tenemos agua desde el lunes", "falta-de-agua"),
        ("water is not coming out", "falta-de-agua"),
        ("se sale el agua de la llave de paso", "fuga-de-agua"),
        ("sale agua de la banqueta", "fuga-de-agua"),
    ],
)
def test_water_that_does_not_come_is_no_leak(typed: str, first: str) -> None:
    assert [hit.key for hit in example().search(typed, 1)] == [f"agua/{first}"]
