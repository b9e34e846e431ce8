"""What the mayor sees besides the own room, and promises as those see them who answer for them. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from audiencia.core.ids import StaffId
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.room_facts import RoomFacts
from audiencia.queue.snapshot.ticket_facts import CommitmentFacts
from audiencia.settings.config import Text
from audiencia.signaling import messages_out as out
from audiencia.signaling.words import Words

if TYPE_CHECKING:
    from audiencia.queue.call.mayor_sql import RunningCalls


def owned(
    found: Sequence[CommitmentFacts], now: datetime, own: StaffId | None, lang: str, words: Words
) -> list[out.OwnedCommitmentOut]:
    """Commitments as who answers for them sees them; `own`: who looks, `None` for the mayor, who takes back any of them."""
    today = words.municipality.day_of(now)
    return [
        out.OwnedCommitmentOut(
            commitment_id=one.id,
            text=words.readable(one.text, lang),
            damaged=one.text is None,
            owner=words.bilingual(one.owner, lang),
            due=one.due,
            done=one.done,
            folio=one.folio,
            overdue=not one.done and one.due < today,
            can_withdraw=own is None or one.made_by == own,
        )
        for one in found
    ]


def mayor(
    home: Snapshot,
    room: RoomFacts,
    calls: "Sequence[RunningCalls]",
    commitments: Sequence[CommitmentFacts],
    lang: str,
    words: Words,
) -> out.MayorView:
    """What the mayor sees besides the own room."""
    return out.MayorView(
        now=home.now,
        calls=[
            out.RunningCallOut(
                room_id=one.room_id,
                department=words.bilingual(Text(es=one.name_es, en=one.name_en), lang),
                director=one.display_name,
                since=one.call_began_at,
            )
            for one in calls
        ],
        lines=[
            out.MayorLineOut(
                department=words.bilingual(one.department, lang),
                department_slug=one.slug,
                state=one.state,
                waiting=one.waiting,
                served=one.queue_id in room.room.serves,
            )
            for one in home.targets.values()
        ],
        commitments=owned(commitments, home.now, None, lang, words),
    )
