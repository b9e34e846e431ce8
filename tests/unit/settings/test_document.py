"""Documents: what an entry of one has to say."""

import pytest
from pydantic import ValidationError

from audiencia.settings.catalogue import Key, Kind, Value, differences, entries_of, in_force
from audiencia.settings.document import What, document_of
from tests.support.configuration import configured

GRANT: Value = {
    "what": "call", "name": {"es": "Becas", "en": "Grants"}, "summary": {"es": "Para secundaria", "en": "For secondary school"},
    "url": "https://example.org/becas.pdf", "department": "tesoreria", "until": "2026-12-08T14:00", "retired": False,
}  # fmt: skip


def test_a_call_needs_an_end_and_the_others_do_not() -> None:
    assert document_of(GRANT).what is What.CALL
    with pytest.raises(ValidationError, match="a call needs an end"):
        document_of({**GRANT, "until": None})
    for what in (What.FORMAT, What.REGULATION):
        assert document_of({**GRANT, "what": what.value, "until": None}).until is None


@pytest.mark.parametrize(
    "url", ["http://example.org/a.pdf", "javascript:alert(1)", "https://", "https://a b", "/a.pdf"]
)
def test_it_stands_at_an_address_of_https(url: str) -> None:
    with pytest.raises(ValidationError):
        document_of({**GRANT, "url": url})


def test_files_say_nothing_of_them() -> None:
    files, mine = configured(), {Key(Kind.DOCUMENT, "becas"): GRANT}
    assert differences(mine, {}) == {}
    seeded = entries_of(files)
    assert in_force(files, {**seeded, **mine}) == in_force(files, seeded)
