"""What a service keeps: memory that grows while it works, and what is left when everybody has gone."""

from statistics import fmean, linear_regression

from audiencia.simulation.judge.evidence import Evidence

LONG_SECONDS = 1800.0  # Growth of a shorter run says nothing about an hour.
WARM_UP = 0.2  # Share of the time at the beginning that does not count.
GROWTH_BOUND = 2.0  # Percent an hour.
TASKS = 20
"""Tasks that a service may have more than before anybody came: lines that nobody looks at are given up later."""


def growth(evidence: Evidence) -> float | None:
    """Percent an hour by which the memory of all processes together grows after the warm-up; `None` without enough of them."""
    samples = (one for one in evidence.entries("memory") if any(one["kilobytes"].values()))
    points = [(float(one["at"]), float(sum(one["kilobytes"].values()))) for one in samples]
    points = points[round(len(points) * WARM_UP) :]
    if len(points) < 3:
        return None
    times, sizes = zip(*points, strict=True)
    if min(times) == max(times):
        return None
    return linear_regression(times, sizes).slope * 3600 / fmean(sizes) * 100


def memory(evidence: Evidence) -> list[str]:
    """In half an hour or more without faults, memory grows by less than 2 % an hour."""
    times = [one["at"] for one in evidence.entries("memory")]
    faults = any(True for _ in evidence.entries("fault"))
    found = growth(evidence)
    if faults or found is None or times[-1] - times[0] < LONG_SECONDS or found < GROWTH_BOUND:
        return []
    return [f"memory grows by {found:.1f} % an hour"]


def leaks(evidence: Evidence) -> list[str]:
    """When everybody has gone the service has no sockets, media connections or tasks more than before."""
    return [
        f"{name}: {left['after'][name]} when everybody has gone, {left['before'][name]} before anybody came"
        for left in evidence.entries("left")
        for name, more in (("sockets", 0), ("peers", 0), ("tasks", TASKS))
        if left["after"][name] > left["before"][name] + more
    ]
