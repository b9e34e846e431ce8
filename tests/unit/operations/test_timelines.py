"""Which file of the log is missed, along the timelines of two restores."""

import pytest

from audiencia.operations.backup.timelines import missing, segment

ONE = {"00000002": "1\t0/5000000\tbefore 13:05\n"}
BOTH = ONE | {"00000003": "1\t0/5000000\tx\n\n2\t1/0\tx\n"}


def files(timeline: int, *numbers: int) -> list[str]:
    return [f"{timeline:08X}{number // 256:08X}{number % 256:08X}" for number in numbers]


@pytest.mark.parametrize(
    ("names", "histories", "wanted"),
    [
        (files(1, 3, 4, 5), {}, None),
        ([], {}, None),
        (files(1, 3, 5), {}, files(1, 4)[0]),
        (files(1, 3, 4, 5, 6, 7) + files(2, 5, 7), ONE, files(2, 6)[0]),
        (files(1, 3, 4, 5, 6, 9) + files(2, 5, 6), ONE, None),
        (files(1, 3, 4) + files(2, *range(5, 255)) + files(3, 256), BOTH, files(2, 255)[0]),
    ],
    ids=["all", "none", "one", "of the abandoned past alone", "only in the abandoned past", "over 256, at the third"],
)
def test_missing(names: list[str], histories: dict[str, str], wanted: str | None) -> None:
    assert missing(names, histories, files(1, 3)[0]) == wanted


def test_segments_count_on() -> None:
    assert segment("000000020000000100000000") == segment("0000000100000000000000FF") + 1
