"""What moderators see beside their queues: who interprets, announcements, the latest events, moves, help and conduct. Pure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from audiencia.queue.moderation.announce import Announced
from audiencia.queue.moderation.preview import Preview
from audiencia.queue.snapshot.facts import InterpreterFacts
from audiencia.settings.config import Text
from audiencia.signaling import messages_out as out
from audiencia.signaling.views import pieces
from audiencia.signaling.words import Words

if TYPE_CHECKING:
    from audiencia.queue.call.conduct_sql import EndingsOfSession
    from audiencia.queue.call.helping_sql import LiveOfSession
    from audiencia.queue.moderation.activity_sql import Latest


def interpreters(found: Sequence[InterpreterFacts], lang: str, words: Words) -> out.InterpretersOut:
    """Who interprets, and whether they are there and in a call."""
    return out.InterpretersOut(
        interpreters=[
            out.InterpreterOut(
                code=one.code,
                name=words.bilingual(one.name, lang),
                helps_with=next(iter(words.adjustments((one.helps_with,), lang)), ""),
                present=one.present,
                busy=one.busy,
            )
            for one in found
        ]
    )


def announcements(found: Sequence[Announced], lang: str, words: Words) -> out.AnnouncementsOut:
    """Those that are shown now."""
    return out.AnnouncementsOut(
        announcements=[
            out.BoardAnnouncementOut(
                id=one.announcement.id,
                text=words.readable(one.announcement.said(lang), lang),
                damaged=one.announcement.text is None,
                made_at=one.announcement.made_at,
                until=one.announcement.until,
                department=words.bilingual(one.department, lang) if one.department else None,
                number=one.number,
                by=one.by,
                standing=one.standing,
            )
            for one in found
        ]
    )


def activity(entries: "Sequence[Latest]", lang: str, words: Words) -> out.ActivityOut:
    """What happened last, the newest first."""
    return out.ActivityOut(
        entries=[
            out.ActivityEntryOut(id=one.id, at=one.at, text=words.activity(one, lang), by=one.staff, medium=one.medium)
            for one in entries
        ]
    )


def move_preview(found: Preview) -> out.MovePreview:
    """What a move would lead to."""
    return out.MovePreview(
        seats=[
            out.PreviewSeatOut(
                number=one.number, before=one.before, place=one.place, estimate=pieces.range_of(one.expected)
            )
            for one in found.seats
        ],
        passed=found.passed,
        nearer=found.nearer,
        known=found.known,
    )


def help_list(found: "Sequence[LiveOfSession]", lang: str, words: Words) -> out.HelpListOut:
    """Who asks for help now."""
    return out.HelpListOut(
        entries=[
            out.HelpEntryOut(
                id=one.id,
                reason=one.reason,
                asked_at=one.asked_at,
                department=words.bilingual(Text(es=one.name_es, en=one.name_en), lang),
                department_slug=one.slug,
                room_id=one.room_id,
                director=one.director,
                ticket_id=one.ticket_id,
                number=one.number,
                answered_by=one.answering,
            )
            for one in found
        ]
    )


def conduct(found: "Sequence[EndingsOfSession]", reports: int, lang: str, words: Words) -> out.ConductListOut:
    """Endings for conduct, and how many reports of officials there are."""
    return out.ConductListOut(
        endings=[
            out.ConductEndingOut(
                ending_id=one.id,
                number=one.number,
                department=words.bilingual(Text(es=one.name_es, en=one.name_en), lang),
                department_slug=one.slug,
                reason=words.conduct_label(one.reason, lang),
                ended_at=one.ended_at,
                review=one.review,
                reviewed_by=one.reviewer,
            )
            for one in found
        ],
        reports=reports,
    )
