"""How long a worker was asked in vain."""

from audiencia.media.control.silence import Silence

LONGEST = 3.0


def test_it_counts_from_the_last_answer_through_all_questions_in_vain() -> None:
    silence = Silence(100.0, LONGEST)
    silence.answered(110.0)
    for now in (113.0, 115.0, 117.0):
        silence.unanswered(now)
    assert silence.seconds == 7.0


def test_an_answer_ends_it() -> None:
    silence = Silence(100.0, LONGEST)
    silence.unanswered(103.0)
    silence.answered(104.0)
    assert silence.seconds == 0.0
    silence.unanswered(105.0)
    assert silence.seconds == 1.0


def test_a_process_that_stood_still_asked_nobody_meanwhile() -> None:
    silence = Silence(100.0, LONGEST)
    silence.answered(101.0)
    silence.unanswered(161.0)
    assert silence.seconds == LONGEST
