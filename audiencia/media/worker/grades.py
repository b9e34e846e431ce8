"""What a line's figures mean for two people who talk over it: good, fair or poor, and what of it is worst. Pure.
Sound by the E-model (ITU-T G.107), in the form of Cole and Rosenbluth, "Voice over IP performance monitoring" (ACM CCR 31-2,
2001): R = 93.2 - Id - Ie_eff. Its categories are those of ITU-T G.109: from 80 on people are satisfied, from 70 on some are
not, below many are not. A one-way delay up to 150 ms troubles hardly anybody (ITU-T G.114); Id grows steeply from 177 ms on.
The picture by the time it stood still, as browsers count it (W3C webrtc-stats, `freezeCount`, `totalFreezesDuration`). No
recommendation says how much of that is bad in a call; the shares here are ours: two seconds a minute are noticed, six annoy."""

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from audiencia.media.worker.line_quality import LineQuality

Grade = Literal["good", "fair", "poor"]
Cause = Literal["loss_up", "loss_down", "delay", "frozen"]
BEST = 93.2
SATISFIED, SOME_DISSATISFIED = 80.0, 70.0
CODEC_MS = 40.0
"""A frame of Opus and what its encoder looks ahead (RFC 6716, 2.1.4: 26.5 ms), and what the sound card holds."""
ROBUSTNESS = 25.1
"""Bpl of a codec that conceals what is lost (ITU-T G.113, appendix I: G.711 with its concealment; none is given for Opus)."""
FROZEN_NOTICED, FROZEN_ANNOYING = 2 / 60, 6 / 60
WORSE_AFTER, BETTER_AFTER = 2, 3
"""Looks in a row after which another grade counts: one bad second is no bad line, and one good look no mended one."""
LASTS_AFTER = 4  # Poor looks in a row after which help is offered: 20 seconds.


class Verdict(NamedTuple):
    """`cause`: what of it is worst; None where all is good."""

    grade: Grade
    cause: Cause | None


def rating(loss: float, one_way_ms: float) -> float:
    """R of sound with this share of lost packets and this delay from mouth to ear."""
    delay = 0.024 * one_way_ms + 0.11 * max(0.0, one_way_ms - 177.3)
    percent = 100 * loss
    return BEST - delay - 95 * percent / (percent + ROBUSTNESS)


def judge(line: LineQuality, frozen: float | None) -> Verdict | None:
    """The worst of sound and picture. `frozen`: the share of the last minute in which the picture stood still. None while
    too few packets arrive either way to say anything."""
    known: list[Literal["loss_up", "loss_down"]] = []
    known += ["loss_up"] if line.loss_up is not None else []
    known += ["loss_down"] if line.loss_down is not None else []
    if not known:
        # Of a line on which nothing arrives nothing good can be said.
        return None
    found = [_sound(line, direction) for direction in known]
    if frozen is not None and frozen >= FROZEN_NOTICED:
        found.append((60.0 if frozen >= FROZEN_ANNOYING else 75.0, "frozen"))
    score, cause = min(found)
    if score >= SATISFIED:
        return Verdict("good", None)
    return Verdict("fair" if score >= SOME_DISSATISFIED else "poor", cause)


def _sound(line: LineQuality, direction: Literal["loss_up", "loss_down"]) -> tuple[float, Cause]:
    """R of what goes this way, and whether loss or delay takes more of it.
    Of the way between the two this is one half: to the worker. A jitter buffer holds about twice the jitter."""
    loss, jitter = (line.loss_up, line.jitter_up) if direction == "loss_up" else (line.loss_down, line.jitter_down)
    delay = (line.round_trip or 0.0) / 2 + 2 * (jitter or 0.0) + CODEC_MS
    whole = rating(loss or 0.0, delay)
    return whole, direction if rating(loss or 0.0, 0.0) < rating(0.0, delay) else "delay"


@dataclass(frozen=True, slots=True)
class Trend:
    """The grade that is shown: another one counts only after some looks in a row. `lasting`: it has been poor for long."""

    shown: Verdict | None = None
    other: int = 0
    poor: int = 0

    @property
    def lasting(self) -> bool:
        """Whether the line has been poor for so long that something should be done."""
        return self.poor >= LASTS_AFTER

    def look(self, now: Verdict | None) -> "Trend":
        """One look later. A line for which nothing is measured any more is not called good or fair on."""
        if now is None:
            if self.shown is None or self.shown.grade == "poor":
                return self
            return replace(self, other=self.other + 1) if self.other + 1 < WORSE_AFTER else Trend()
        poor = self.poor + 1 if now.grade == "poor" else 0
        if self.shown is None or now.grade == self.shown.grade:
            # What keeps a poor line poor may change.
            return Trend(now, 0, poor)
        other = self.other + 1
        needed = WORSE_AFTER if WORST_FIRST[now.grade] < WORST_FIRST[self.shown.grade] else BETTER_AFTER
        if other >= needed:
            return Trend(now, 0, poor)
        # Help that was offered stays until the line counts as better.
        return replace(self, other=other, poor=max(poor, self.poor if self.shown.grade == "poor" else 0))


WORST_FIRST = {"poor": 0, "fair": 1, "good": 2}
