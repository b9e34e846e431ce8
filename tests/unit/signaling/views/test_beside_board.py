from audiencia.queue.snapshot.facts import InterpreterFacts
from audiencia.settings.config import Text
from audiencia.signaling.views import beside_board
from tests.support.view_builders import WORDS


def test_interpreters_are_shown_with_what_they_help_with() -> None:
    one = InterpreterFacts(
        code="lsm_1", helps_with="sign_language", name=Text(es="LSM 1", en="SL 1"), present=True, busy=False
    )
    shown = beside_board.interpreters([one], "en", WORDS).interpreters[0]
    assert (shown.name, shown.helps_with) == ("SL 1", "Mexican Sign Language interpreter")
    assert (shown.present, shown.busy) == (True, False)
