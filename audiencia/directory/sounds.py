"""Words as they sound in Mexican Spanish, and what remains of them without endings. Pure.
Whoever writes by ear writes "vache", "kasarme", "nasimiento": letters that sound alike are one here, accents and h are none."""

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[a-z0-9]+")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^ps", "s"),
        (r"ch", "1"),
        (r"qu(?=[ei])", "k"),
        (r"ll", "y"),
        (r"c(?=[eiy])", "s"),
        (r"gu(?=[ei])", "G"),
        (r"g(?=[ei])", "j"),
        (r"h", ""),
        (r"n(?=[bpv])", "m"),
        (r"(.)\1+", r"\1"),
    )
)
_LETTERS = str.maketrans("zxcqvwyG", "sskkbbig")
_TWICE = re.compile(r"(.)\1+")
_CLITIC = re.compile(r"(?<=[aei]r)(me|se|te|nos|lo|la|le|los|las|les)$")
_ENDING = re.compile(
    r"(amiento|imiento|aciones|acion|asiones|asion|iendo|ando|aron|ieron|aban|aba|ian|ados|adas|ado|ada|idos|idas|ido|ida"
    r"|emos|amos|imos|ar|er|ir|ing|an|en|es|as|os|io|ia|a|o|e|i|s)$"
)
LEAST_STEM = 3


def plain_words(text: str) -> list[str]:
    """The words of a text in lower case, without accents and marks."""
    bare = text.lower()
    if not bare.isascii():
        bare = _BEYOND_ASCII.sub(_without_marks, unicodedata.normalize("NFD", bare))
    return _WORD.findall(bare)


def _without_marks(letter: re.Match[str]) -> str:
    return "" if unicodedata.combining(letter[0]) else letter[0]


@lru_cache(50_000)
def sound(word: str) -> str:
    """How a plain word sounds; empty for one that is silent ("h")."""
    for pattern, becomes in _SOUNDS:
        word = pattern.sub(becomes, word)
    return _TWICE.sub(r"\1", word.translate(_LETTERS))


@lru_cache(50_000)
def stem(heard: str) -> str:
    """A sound without pronoun and ending: "kasarme", "kasar" and "kaso" share "kas"."""
    bare = _CLITIC.sub("", heard)
    short = _ENDING.sub("", bare)
    return short if len(short) >= LEAST_STEM else bare


def has_pronoun(heard: str) -> bool:
    """Whether a sound is a verb with its pronoun: "aventarme" says who, as "aventar" does not."""
    return _CLITIC.search(heard) is not None


def heard(text: str) -> list[str]:
    """The sounds of the words of a text, in their order."""
    return [found for one in plain_words(text) if (found := sound(one))]


@lru_cache(50_000)
def trigrams(heard: str) -> frozenset[str]:
    """The threes of letters of a sound, its beginning and end marked."""
    marked = f"  {heard} "
    return frozenset(marked[at : at + 3] for at in range(len(marked) - 2))


def is_slip(one: str, other: str) -> bool:
    """Whether two sounds differ by one letter: another, one more or less, or two that changed places."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    return short[at + 1 :] == long[at + 1 :] or short[at:][:2][::-1] + short[at + 2 :] == long[at:]
