"""How the line of each one in a call fares, by the place that they have in it."""

from audiencia.core.ids import PartyId
from audiencia.media.worker.grades import LASTS_AFTER, Trend
from audiencia.queue.call.quality import Frozen
from audiencia.signaling.quality import _Watched


def test_who_comes_into_the_place_of_another_begins_with_a_line_of_their_own() -> None:
    place = _Watched()
    place.follow(PartyId("room:1"))
    place.look(None, Frozen(5, 9000), 0.0)
    place.trend = Trend(poor=LASTS_AFTER)
    place.follow(PartyId("room:1"))
    assert place.trend.lasting and place.frozen == Frozen(5, 9000)
    place.follow(PartyId("room:2"))
    assert place.trend == Trend() and place.line is None
    place.look(None, Frozen(6, 9500), 5.0)
    assert place.frozen == Frozen(1, 500)
