"""What somebody sees whom a citizen asked into the call. Pure."""

from audiencia.queue.domain.assist import AssistEnding
from audiencia.queue.domain.call_members import GUESTS
from audiencia.queue.domain.ticket import TicketState
from audiencia.queue.moderation import caps
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.room_facts import AssistFacts, RoomFacts
from audiencia.queue.snapshot.ticket_facts import TicketFacts
from audiencia.signaling import messages_out as out
from audiencia.signaling.views import pieces
from audiencia.signaling.views.talk import talk_of_relative
from audiencia.signaling.words import Words

PAUSED = frozenset({TicketState.ON_HOLD, TicketState.RECONNECTING})


def over(snapshot: Snapshot, name: str, ending: AssistEnding, words: Words) -> out.RelativeView:
    """Why there is nothing to see any more; nothing of the call."""
    return _view(snapshot, name, "over", words, ending=ending)


def waits(snapshot: Snapshot, room: RoomFacts, name: str, lang: str, words: Words) -> out.RelativeView:
    """With whom the call is, and until when the director may let them in."""
    found = _view(snapshot, name, "waits", words)
    asked = room.relative
    return found.model_copy(
        update={
            "director": room.director,
            "department": words.bilingual(snapshot.department, lang),
            "expires_at": None if asked is None else asked.expires_at,
        }
    )


def in_call(
    snapshot: Snapshot, room: RoomFacts, facts: TicketFacts, relative_id: int, lang: str, words: Words, boot: str | None
) -> out.RelativeView:
    """The call, as one of its guests sees it."""
    me = next(one for one in room.present if one.id == relative_id)
    others = [(who, one) for who, one in zip(GUESTS, room.present, strict=False) if one.id != relative_id]
    shown = pieces.sharing(room.present)
    screen = "director" if room.shares_screen else shown
    return out.RelativeView(
        version=snapshot.version,
        now=snapshot.now,
        state="in_call",
        name=me.guest_director,
        director=room.director,
        department=words.bilingual(snapshot.department, lang),
        expires_at=None,
        ending=None,
        paused=facts.ticket.state in PAUSED,
        epoch=room.room.media_epoch,
        slots=pieces.slots(facts, ["citizen", "director", *(who for who, _ in others)], screen=screen),
        present=[
            out.PresentOut(name=facts.private.name, department="", company=[], turned_off=list(facts.turned_off)),
            out.PresentOut(
                name=room.director,
                department=words.bilingual(snapshot.department, lang),
                company=words.company(room.beside, lang),
                turned_off=list(room.turned_off),
            ),
            *(_guest(one, lang, words) for _, one in others),
        ],
        turned_off=list(me.guest_turned_off),
        talk=talk_of_relative(facts, room, relative_id),
        media=pieces.media(
            boot, facts, room, caps.citizen(words.municipality, snapshot.slug, facts.data_mode, signs=me.signs), words
        ),
    )


def _guest(one: AssistFacts, lang: str, words: Words) -> out.PresentOut:
    return out.PresentOut(
        name=one.guest_director,
        department=pieces.department(one, lang, words),
        company=words.company(one.guest_company, lang),
        turned_off=list(one.guest_turned_off),
        signs=one.signs,
    )


def _view(
    snapshot: Snapshot, name: str, state: str, words: Words, ending: AssistEnding | None = None
) -> out.RelativeView:
    return out.RelativeView.model_validate(
        {
            "version": snapshot.version,
            "now": snapshot.now,
            "state": state,
            "name": name,
            "director": "",
            "department": "",
            "expires_at": None,
            "ending": ending,
            "paused": False,
            "epoch": 0,
            "slots": {},
            "present": [],
            "turned_off": [],
            "talk": None,
            "media": pieces.media(None, None, None, caps.relative_at_most(words.municipality), words),
        }
    )
