"""How the line of each one in a call fares, by the place that they have in it."""

from audiencia.core.ids import PartyId
from audiencia.media.worker.grades import LASTS_AFTER, Trend
from audiencia.signaling.quality import _Watched


def test_who_comes_into_the_place_of_another_begins_with_a_line_of_their_own() -> None:
    place = _Watched()
    place.follow(PartyId("room:1"))
    place.trend = Trend(poor=LASTS_AFTER)
    place.follow(PartyId("room:1"))
    assert place.trend.lasting
    place.follow(PartyId("room:2"))
    assert place.trend == Trend() and place.line is None
