"""Lists of a service as people write them in one field or cell: one entry a line, or with bars between them. Pure."""

import re

MOST_REQUIREMENTS, MOST_STEPS, MOST_LINKS, MOST_WORDS = 20, 12, 10, 150
LONGEST = 300  # Characters of a requirement or step: what fits into one field of a next step.
URL = re.compile(r"https://[^\s]{1,392}")
_WORD = 2, 60


def lines_of(text: str) -> list[str]:
    """The entries, without spaces around them and without empty ones."""
    return [" ".join(one.split()) for one in re.split(r"[\n|]", text) if one.strip()]


def words_of(text: str) -> list[str]:
    """Words that people use for a service, between commas or on lines of their own; each once."""
    return list(dict.fromkeys(" ".join(one.split()) for one in re.split(r"[\n|,;]", text) if one.strip()))


def is_word(word: str) -> bool:
    """Whether it is neither too short nor too long to find something by."""
    return _WORD[0] <= len(word) <= _WORD[1]


def link_of(line: str) -> tuple[str, str] | None:
    """What a link is called, and its address, which stands last; `None` when one of them is missing or cannot be used."""
    label, _, url = line.rpartition(" ")
    label = label.rstrip(" :")
    return (label, url) if label and len(label) <= LONGEST and URL.fullmatch(url) else None


def both(spanish: list[str], english: list[str]) -> list[dict[str, str]]:
    """Each entry in both languages; without English ones, the Spanish ones for both. As many of these as of those."""
    return [{"es": one, "en": other} for one, other in zip(spanish, english or spanish, strict=True)]
