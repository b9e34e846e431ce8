"""All rules, and what breaks them."""

from collections.abc import Callable, Mapping

from audiencia.simulation.judge import calls, lost, order, returns, soak, twice
from audiencia.simulation.judge.evidence import Evidence

Rule = Callable[[Evidence], list[str]]


def trouble(evidence: Evidence) -> list[str]:
    """Nobody was answered in a way that the rules of the audience do not explain."""
    return [f"{one['who']}: {one['error']}" for one in evidence.entries("trouble")]


RULES: Mapping[str, Rule] = {
    "numbers": lost.numbers,
    "commands": lost.commands,
    "deeds": lost.deeds,
    "rooms": twice.rooms,
    "results": twice.results,
    "forms": twice.forms,
    "order": order.order,
    "places": order.places,
    "calls": calls.calls,
    "views": calls.views,
    "returns": returns.returns,
    "together": returns.together,
    "memory": soak.memory,
    "leaks": soak.leaks,
    "trouble": trouble,
}


def judge(evidence: Evidence, rules: Mapping[str, Rule] = RULES) -> dict[str, list[str]]:
    """What breaks each rule; rules that hold are left out."""
    return {name: found for name, rule in rules.items() if (found := rule(evidence))}
