"""What follows from published figures: linear equations over the people of each department or topic in each week or month."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from audiencia.privacy.published import COUNTED
from audiencia.privacy.small_cells import Shown

LEAVES = ("confirmed", "unconfirmed", "in_process", "to_come", "carried_over")
PARTS = {
    "attended": LEAVES[:4], "immediate": LEAVES[:2], "in_process": LEAVES[2:3], "to_come": LEAVES[3:4],
    "confirmed": LEAVES[:1], "unconfirmed": LEAVES[1:2], "carried_over": LEAVES[4:],
}  # fmt: skip
PRIME = 67_108_859
Matrix = np.ndarray[Any, np.dtype[np.int64]]
Known = tuple[Sequence[str], tuple[int, int], Shown]
"""Of these names together, from the first week to before the last, what was published."""


class System:
    """Equations over the parts of each department's weeks, solved modulo a prime. What has to be nought is."""

    def __init__(self, weeks: int, names: Sequence[str], known: Iterable[Known]) -> None:
        self.column = {
            one: at for at, one in enumerate((w, n, leaf) for w in range(weeks) for n in names for leaf in LEAVES)
        }
        rows: dict[bytes, Matrix] = {}
        for of, span, shown in known:
            for figure in COUNTED:
                value = getattr(shown, figure)
                if value is not None:
                    row = np.append(self.row(figure, of, span), value)
                    rows[row.tobytes()] = row
        self.rows = self.solved(np.array(list(rows.values()), dtype=np.int64).reshape(-1, len(self.column) + 1))

    def row(self, figure: str, names: Sequence[str], span: tuple[int, int]) -> Matrix:
        """The sum of these parts."""
        found = np.zeros(len(self.column), dtype=np.int64)
        for at in range(*span):
            for name in names:
                for leaf in PARTS[figure]:
                    found[self.column[at, name, leaf]] = 1
        return found

    def solved(self, rows: Matrix) -> Matrix:
        """Reduced row echelon form, again and again with what is nought because nobody is fewer than nobody."""
        while True:
            rows = reduced(rows)
            coefficients = rows[:, :-1]
            nobody = (rows[:, -1] == 0) & (coefficients < PRIME // 2).all(axis=1) & ((coefficients > 0).sum(axis=1) > 1)
            columns = np.flatnonzero((coefficients[nobody] > 0).any(axis=0))
            if not len(columns):
                return rows
            nought = np.zeros((len(columns), rows.shape[1]), dtype=np.int64)
            nought[np.arange(len(columns)), columns] = 1
            rows = np.concatenate([rows, nought])

    def determined(self, asked: Sequence[Matrix]) -> list[bool]:
        """Whether each of these sums follows."""
        left = np.array(asked)
        pivots = (self.rows[:, :-1] != 0).argmax(axis=1)
        left = (left - left[:, pivots] @ self.rows[:, :-1]) % PRIME
        return [not one.any() for one in left]


def reduced(rows: Matrix) -> Matrix:
    """Without what follows from the others."""
    rows, done = rows % PRIME, 0
    for column in range(rows.shape[1] - 1):
        below = np.flatnonzero(rows[done:, column])
        if not len(below):
            continue
        at = done + below[0]
        rows[[done, at]] = rows[[at, done]]
        rows[done] = rows[done] * pow(int(rows[done, column]), -1, PRIME) % PRIME
        factors = rows[:, column].copy()
        factors[done] = 0
        rows = (rows - factors[:, None] * rows[done]) % PRIME
        done += 1
    return rows[:done]
