"""One form for each person's name, however it was typed, so that staff find it again by a blind index. Pure."""

import re
import unicodedata


def canonical_name(typed: str) -> str | None:
    """Without accents, capitals, punctuation, and in one order of its words; `None` where nothing is left."""
    plain = unicodedata.normalize("NFKD", typed.casefold())
    words = re.findall(r"\w+", "".join(char for char in plain if not unicodedata.combining(char)))
    return " ".join(sorted(words)) or None
