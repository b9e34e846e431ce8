"""Lists of a service as people write them."""

import pytest

from audiencia.settings.service_text import both, lines_of, link_of, words_of


def test_entries_stand_on_lines_or_between_bars() -> None:
    assert lines_of("  Una   foto\n\n Ubicación | Folio ") == ["Una foto", "Ubicación", "Folio"]
    assert words_of("bache, hoyo en la  calle;bache\nvado") == ["bache", "hoyo en la calle", "vado"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Mapa de obras: https://obras.example.mx/mapa", ("Mapa de obras", "https://obras.example.mx/mapa")),
        ("Mapa https://a.example", ("Mapa", "https://a.example")),
        ("https://a.example", None),
        ("Mapa http://a.example", None),
        ("Mapa https://", None),
        (f"{'x' * 301} https://a.example", None),
    ],
)
def test_a_link_is_a_name_and_an_address(line: str, found: tuple[str, str] | None) -> None:
    assert link_of(line) == found


def test_spanish_stands_for_both_where_there_is_no_english() -> None:
    assert both(["Uno"], []) == [{"es": "Uno", "en": "Uno"}]
    assert both(["Uno"], ["One"]) == [{"es": "Uno", "en": "One"}]
