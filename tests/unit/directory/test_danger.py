"""What of a question has a weight, and that the weights are those learnt from today's phrasings."""

import pytest

from audiencia.directory.danger import WEIGHTS, features, leaning
from benchmarks.danger_training import mark


def test_the_weights_were_learnt_from_these_phrasings_classes_and_features() -> None:
    assert mark() in WEIGHTS.read_text("utf-8").splitlines()[0], "run `python -m benchmarks.danger_training`"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mi esposo me pega", "MI ESPOSO ME PEGA!"),
        ("q hago", "que hago"),
        ("he won't stop", "he wont stop"),
        ("no ay nadie", "no hay nadie"),
    ],
)
def test_spelling_by_ear_and_what_is_written_short_change_nothing(one: str, other: str) -> None:
    assert features(one) == features(other)


def test_words_of_one_class_stand_for_each_other_and_who_does_it_to_whom_does_not() -> None:
    said, turned = features("mi esposo golpea a mi hija"), features("mi hija golpea a mi esposo")
    assert {"class mate", "class hits", "near mate a", "classes mate hits", "classes hits kin"} <= said
    assert "classes kin hits" in turned and "classes kin hits" not in said
    assert "classes mate hits" in features("my husband beats my daughter")


@pytest.mark.parametrize(
    ("danger", "harmless"),
    [
        ("mi marido me quiere matar", "mi marido me quiere ayudar"),
        ("se cayó mi hijo al pozo", "se cayó mi perro al pozo"),
        ("me pega mi esposo", "me pega el sol"),
        ("están asaltando la tienda", "asaltaron la tienda el mes pasado"),
        ("quiero morirme", "me muero de hambre"),
        ("my son wants to kill himself", "suicide prevention workshop"),
    ],
)
def test_who_is_in_danger_leans_more_to_it_than_who_only_uses_its_words(danger: str, harmless: str) -> None:
    assert leaning(danger).danger > 0 > leaning(harmless).danger


@pytest.mark.parametrize("typed", ["?", "h", "12", "ñ" * 300, "a " * 150])
def test_what_says_nothing_is_no_danger(typed: str) -> None:
    assert leaning(typed).danger < 0


def test_self_harm_is_told_from_harm_by_others() -> None:
    assert leaning("me quiero matar").self_harm > 0 > leaning("me quiere matar mi esposo").self_harm
