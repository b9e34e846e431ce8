"""Timelines of the log: PostgreSQL begins a new one at each restore, and its history file says where it left the one before."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

FIRST = "00000001"
HISTORY = ".history"


def newest(log: Path) -> str:
    """The timeline whose history is the newest in a folder of the log."""
    return max((file.stem for file in log.glob(f"*{HISTORY}")), default=FIRST)


def segment(name: str) -> int:
    """The number of a file of the log, of 16 MB, which counts on over timelines."""
    return int(name[8:16], 16) * 256 + int(name[16:24], 16)


def missing(names: Iterable[str], histories: Mapping[str, str], since: str) -> str | None:
    """The first file that lacks while later ones are there, from `since` along the newest timeline that leads on from it.
    `names`: the files that are there. `histories`: content of the history files by timeline. PostgreSQL ends its recovery at
    such a file without a word, as at the end of the log."""
    begins = _begins(histories, since[:8])

    def wanted(number: int) -> str:
        return next(timeline for begin, timeline in reversed(begins) if begin <= number)

    there = {segment(name) for name in names if name[:8] == wanted(segment(name))}
    for number in range(segment(since), max(there, default=0)):
        if number not in there:
            return f"{wanted(number)}{number // 256:08X}{number % 256:08X}"
    return None


def _begins(histories: Mapping[str, str], base: str) -> Sequence[tuple[int, str]]:
    """The timelines that the recovery goes along, each with its first segment."""
    newest = int(base, 16)
    while f"{newest + 1:08X}" in histories:
        newest += 1
    target = f"{newest:08X}"
    lines = [
        line.split() for line in histories.get(target, "").splitlines() if line.strip() and not line.startswith("#")
    ]
    timelines = [*(f"{int(line[0]):08X}" for line in lines), target]
    left = [(int(high, 16) << 32 | int(low, 16)) >> 24 for high, low in (line[1].split("/") for line in lines)]
    return list(zip([0, *left], timelines, strict=True))
