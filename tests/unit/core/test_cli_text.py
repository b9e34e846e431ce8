"""Which language operators are spoken to in."""

import pytest

from audiencia.core.cli_text import speaks_english


@pytest.mark.parametrize(
    ("variables", "english"),
    [
        ({}, False),
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "en_US.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "es_MX.UTF-8"}, False),
        ({"LANG": "es_MX.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, True),
    ],
)
def test_the_first_variable_that_is_set_decides(variables: dict[str, str], english: bool) -> None:
    assert speaks_english(variables) is english
