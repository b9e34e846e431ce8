"""Pictures come out as they are seen, and as nothing else."""

from io import BytesIO

import pytest
from PIL import Image

from audiencia.http.uploads import picture
from audiencia.http.uploads.kinds import BadFile, Kind, Reason
from tests.unit.http.uploads import corpus


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (corpus.jpeg(), Kind.JPEG),
        (corpus.png(), Kind.PNG),
        (corpus.webp(), Kind.WEBP),
        (corpus.polyglot_jpeg(), Kind.JPEG),
    ],
)
def test_nothing_but_pixels_is_left(content: bytes, kind: Kind) -> None:
    assert corpus.traces(content)
    _, made = picture.clean(content, kind)
    assert corpus.traces(made) == [] and corpus.traces_of_picture(made) == []
    assert b"<script" not in made and b"PK\x03\x04" not in made


@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [(1, (120, 80), "red"), (3, (120, 80), "white"), (6, (80, 120), "blue"), (8, (80, 120), "green")],
)
def test_it_is_turned_as_it_was_held(orientation: int, size: tuple[int, int], corner: str) -> None:
    _, made = picture.clean(corpus.jpeg(orientation), Kind.JPEG)
    with Image.open(BytesIO(made)) as image:
        assert image.size == size
        assert near(image.convert("RGB").getpixel((5, 5)), Image.new("RGB", (1, 1), corner).getpixel((0, 0)))


def test_large_ones_are_made_smaller_and_keep_their_shape() -> None:
    _, made = picture.clean(corpus.jpeg(6, (6000, 3000)), Kind.JPEG)
    with Image.open(BytesIO(made)) as image:
        assert image.size == (1024, 2048)


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_other_colours_become_plain_ones(mode: str) -> None:
    made = BytesIO()
    corpus.picture(mode=mode).save(made, "JPEG")
    _, clean = picture.clean(made.getvalue(), Kind.JPEG)
    with Image.open(BytesIO(clean)) as image:
        assert image.mode == ("L" if mode == "L" else "RGB")


@pytest.mark.parametrize("mode", ["P", "1", "LA", "RGBA", "I;16"])
def test_each_kind_of_png_is_read(mode: str) -> None:
    made = BytesIO()
    (
        Image.new("I;16", (40, 40), 40_000)
        if mode == "I;16"
        else corpus.picture(mode="L" if mode == "LA" else "RGB").convert(mode)
    ).save(made, "PNG")
    media_type, clean = picture.clean(made.getvalue(), Kind.PNG)
    assert media_type == "image/png" and corpus.traces_of_picture(clean) == []
    if mode == "I;16":
        with Image.open(BytesIO(clean)) as image:
            assert image.getpixel((0, 0)) == 156


def test_a_large_png_becomes_a_jpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "MOST_PNG_BYTES", 100)
    assert picture.clean(corpus.png(), Kind.PNG)[0] == "image/jpeg"


@pytest.mark.parametrize(
    ("content", "kind", "reason"),
    [
        (corpus.png_bomb(), Kind.PNG, Reason.TOO_MUCH_INSIDE),
        (corpus.png_text_bomb(), Kind.PNG, Reason.BROKEN),
        (corpus.jpeg()[:700], Kind.JPEG, Reason.BROKEN),
        (corpus.png()[:400], Kind.PNG, Reason.BROKEN),
        (corpus.jpeg()[:4], Kind.JPEG, Reason.BROKEN),
        (b"RIFF\0\0\0\0WEBPVP8 " + bytes(40), Kind.WEBP, Reason.BROKEN),
        (b"\0\0\0\x18ftypheic" + bytes(40), Kind.HEIF, Reason.BROKEN),
        (corpus.png(), Kind.JPEG, Reason.BROKEN),
    ],
)
def test_what_cannot_be_drawn_is_refused(content: bytes, kind: Kind, reason: Reason) -> None:
    with pytest.raises(BadFile) as refused:
        picture.clean(content, kind)
    assert refused.value.reason is reason


def near(one: object, other: object) -> bool:
    assert isinstance(one, tuple) and isinstance(other, tuple)
    return all(abs(a - b) < 40 for a, b in zip(one, other, strict=True))
