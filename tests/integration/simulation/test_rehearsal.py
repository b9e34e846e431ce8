"""A rehearsal against a running audience: it counts in its own report, as the log has it, and in nothing that is published."""

import pytest

from audiencia.cli import rehearse
from audiencia.core.cli_text import Stop
from audiencia.operations.context import open_context
from audiencia.reporting import public_figures, report
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Settings, Text
from audiencia.simulation.session import Tally
from tests.support.audience import Audience
from tests.support.recount import Recount, recount

PEOPLE, IMMEDIATE = 20, 14


@pytest.mark.long
async def test_two_jornadas_are_played_and_reported(audience: Audience) -> None:
    tallies: list[Tally] = []
    played = await rehearse.rehearse(
        audience.settings, jornadas=2, people=PEOPLE, seconds=0.0, seed=5, played=lambda _, tally: tallies.append(tally)
    )
    assert len(played) == len(set(played)) == 2
    assert [one.trouble for one in tallies] == [[], []]
    assert [(one.joined, one.attended, one.immediate) for one in tallies] == [(PEOPLE, PEOPLE, IMMEDIATE)] * 2
    counted = recount(await audience.rows("SELECT * FROM event ORDER BY id"))
    departments = {row["id"]: row["slug"] for row in await audience.rows(
        "SELECT queue.id, slug FROM queue JOIN department ON department.id = department_id"
    )}  # fmt: skip
    async with open_context(audience.settings) as context:
        for session_id, tally in zip(played, tallies, strict=True):
            found = await report.report(context, session_id)
            assert found is not None and found.figures.jornada.demo and found.figures.jornada.closed
            in_all = sum((one for (session, _), one in counted.items() if session == session_id), Recount())
            assert in_all.attended == PEOPLE and in_all.confirmed + (IMMEDIATE - in_all.immediate) == tally.said
            shown = found.figures.total.shown
            assert (shown.attended, shown.immediate) == (in_all.attended, in_all.immediate)
            for row in found.figures.rows:
                if row.shown.attended:
                    (one,) = [each for (session, line), each in counted.items()
                              if session == session_id and row.department == _name(context, departments[line])]  # fmt: skip
                    assert row.shown.attended == one.attended
        assert not (await public_figures.published(context)).weeks
    assert not await audience.rows("SELECT id FROM staff WHERE login LIKE 'ensayo-%' AND active")
    open_now = await audience.rows("SELECT demo FROM session WHERE state = 'open'")
    assert [row["demo"] for row in open_now] == [True]


def test_nothing_is_rehearsed_outside_of_a_demonstration(audience: Audience) -> None:
    real = Settings.model_validate({**audience.settings.model_dump(), "profile": "production"})
    with pytest.raises(Stop):
        rehearse.with_database(real)
    assert rehearse.with_database(audience.settings).database_url == audience.settings.database_url


def _name(context: AppContext, slug: str) -> Text:
    return next(one.name for one in context.municipality.departments if one.slug == slug)
