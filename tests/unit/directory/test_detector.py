"""Phrases of the configuration and the classifier together, and whose number comes first."""

from audiencia.directory.detector import CrisisDetector
from audiencia.settings.search_rules import Crisis, Search

DANGER = Crisis(first="911", said=("llamen al capitan",))
SELF_HARM = Crisis(first="800 1", kind="self_harm", said=("noche oscura del alma",))
BOTH = CrisisDetector(Search(crisis=(SELF_HARM, DANGER)))


def test_the_classifier_sees_what_no_phrase_names_and_calls_who_is_configured_for_it() -> None:
    assert BOTH.first_number("mi marido me está golpeando") == "911"
    assert BOTH.first_number("me quiero suicidar") == "800 1"


def test_a_phrase_is_enough_where_the_question_is_not_plainly_harmless() -> None:
    assert BOTH.first_number("llamen al capitan") is not None
    assert BOTH.first_number("requisitos para licencia de funcionamiento, llamen al capitan del registro civil") is None


def test_one_crisis_alone_is_called_for_each_and_without_any_nobody_is() -> None:
    assert CrisisDetector(Search(crisis=(DANGER,))).first_number("mi marido me está golpeando") == "911"
    assert CrisisDetector(Search()).first_number("mi marido me está golpeando") is None
