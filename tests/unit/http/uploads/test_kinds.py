"""Files are known by what they hold, not by what they are called."""

import pytest

from audiencia.http.uploads.kinds import BadFile, Kind, MediaType, Reason, kind_of, shown_name
from tests.unit.http.uploads import corpus


@pytest.mark.parametrize(
    ("content", "kind"),
    [(corpus.jpeg(), Kind.JPEG), (corpus.png(), Kind.PNG), (corpus.webp(), Kind.WEBP), (corpus.pdf(), Kind.PDF)],
)
def test_what_can_be_read_is_known(content: bytes, kind: Kind) -> None:
    assert kind_of(content) is kind


def test_photographs_of_iphones_are_known() -> None:
    assert kind_of(b"\0\0\0\x18ftypheic" + bytes(20)) is Kind.HEIF


@pytest.mark.parametrize(
    "content", [corpus.SVG, corpus.HTML, corpus.GIF, corpus.PROGRAM, corpus.ZIP, b"\xff\xd8", b" %PDF-1.7"]
)
def test_nothing_else_is(content: bytes) -> None:
    with pytest.raises(BadFile) as refused:
        kind_of(content)
    assert refused.value.reason is Reason.WRONG_KIND


def test_an_empty_file_is_told_apart() -> None:
    with pytest.raises(BadFile) as refused:
        kind_of(b"")
    assert refused.value.reason is Reason.EMPTY


@pytest.mark.parametrize(
    ("typed", "media_type", "shown"),
    [
        ("Bache.JPG", "image/jpeg", "Bache.jpg"),
        ("C:\\fotos\\mi foto.heic", "image/jpeg", "mi foto.jpg"),
        ("../../etc/passwd", "application/pdf", "passwd.pdf"),
        ("oficio.pdf.exe", "application/pdf", "oficio.pdf.pdf"),
        ("foto\u202egpj.exe", "image/png", "fotogpj.png"),
        ("\x00\x07.png", "image/png", "archivo.png"),
        ("", "image/png", "archivo.png"),
        ("a" * 300 + ".png", "image/png", "a" * 76 + ".png"),
    ],
)
def test_names_are_shown_without_path_and_tricks(typed: str, media_type: MediaType, shown: str) -> None:
    assert shown_name(typed, media_type) == shown
