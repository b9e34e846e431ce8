"""The rule of preferential attention as a municipality configures it. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preference:
    """At most every `every`-th call is a preferential one before its seniority; nobody is passed more than `bound` times."""

    every: int
    bound: int
