"""Texts in files beside the code: read as tables, by field and reason for forms."""

from audiencia.core import text_files


def test_the_tables_of_a_file() -> None:
    found = text_files.load("audiencia.http", "error_words.toml")
    assert found["csrf"].keys() == {"what", "do"}


def test_what_is_said_of_fields() -> None:
    assert text_files.by_field({"name": {"required": "Write it", "too_long": "Shorter"}, "q": {"unknown": "None"}}) == {
        ("name", "required"): "Write it",
        ("name", "too_long"): "Shorter",
        ("q", "unknown"): "None",
    }
