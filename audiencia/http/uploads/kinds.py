"""What a file is by its first bytes, why one is refused, and what it is called. Pure."""

import unicodedata
from enum import StrEnum
from typing import Literal

MediaType = Literal["image/jpeg", "image/png", "application/pdf"]
"""What is kept. Everything else becomes one of these, or is refused."""
EXTENSIONS: dict[MediaType, str] = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}
LONGEST_NAME = 80
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


class Kind(StrEnum):
    """File formats that are accepted."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIF = "heif"
    PDF = "pdf"


class Reason(StrEnum):
    """Why a file is not taken."""

    EMPTY = "file_empty"
    TOO_LARGE = "file_too_large"
    WRONG_KIND = "file_wrong_kind"
    BROKEN = "file_broken"
    TOO_MUCH_INSIDE = "file_too_much_inside"
    LOCKED = "file_locked"
    TOO_MANY_PAGES = "file_too_many_pages"
    TOO_SLOW = "file_too_slow"
    INFECTED = "file_infected"
    NOT_NOW = "file_not_now"


class BadFile(Exception):
    """A file that is not taken."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def kind_of(content: bytes) -> Kind:
    """By its first bytes, whatever it is called. Raises `BadFile`."""
    if not content:
        raise BadFile(Reason.EMPTY)
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Kind.WEBP
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return Kind.HEIF
    if content.startswith(b"%PDF-"):
        return Kind.PDF
    raise BadFile(Reason.WRONG_KIND)


def shown_name(typed: str, media_type: MediaType) -> str:
    """What the person called it, without path, without characters that hide what it is, and with the ending of what it is."""
    last = typed.replace("\\", "/").rpartition("/")[2]
    seen = (char for char in unicodedata.normalize("NFC", last) if unicodedata.category(char) != "Cf")
    plain = "".join(char if char.isprintable() else " " for char in seen)
    stem = " ".join(plain.rpartition(".")[0].split() if "." in plain else plain.split()).strip(". ")
    ending = EXTENSIONS[media_type]
    return (stem[: LONGEST_NAME - len(ending)] or "archivo") + ending
