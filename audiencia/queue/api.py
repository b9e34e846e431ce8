"""What other features ask of the live audience.
They import from here alone (`pyproject.toml` holds it); the rest of the folder is its own."""

from typing import TYPE_CHECKING

from audiencia.queue.booking.booking import anything_left
from audiencia.queue.booking.booking import days as bookable_days
from audiencia.queue.booking.booking_notices import stop as stop_booking_notices
from audiencia.queue.booking.booking_notices import wanted as booking_notices_wanted
from audiencia.queue.booking.calling_off import CalledOffDay, Decision, reason_of
from audiencia.queue.booking.calling_off import ahead as called_off_ahead
from audiencia.queue.call.commitments import of_visit as commitments_of
from audiencia.queue.call.commitments import owners as commitment_owners
from audiencia.queue.calling.answer import end_visit
from audiencia.queue.domain.attention import SAYS_WITHIN, check_may_say, may_say, outcome_now, state_of
from audiencia.queue.domain.attention import say as say_resolved_now
from audiencia.queue.domain.calling_off import WHY as WHY_CALLED_OFF
from audiencia.queue.domain.calling_off import Answer
from audiencia.queue.domain.session import Session
from audiencia.queue.domain.state_words import CALLED_OFF, HELD_AFTER_ALL, OUTCOMES, REOPENED, TICKET_STATES
from audiencia.queue.joining.admission import Admission, admission
from audiencia.queue.joining.devices import next_console
from audiencia.queue.joining.front_desk import WHY as FRONT_DESK
from audiencia.queue.joining.front_desk import renew_secrets
from audiencia.queue.joining.rectify import correctable as correctable_in_visit
from audiencia.queue.joining.rectify import lock as lock_visit
from audiencia.queue.joining.rectify import rectify as rectify_visit
from audiencia.queue.joining.status import ENDED, current_session, live_number, turn_summary
from audiencia.queue.joining.status import next_opening as next_session_opening
from audiencia.queue.moderation.roster import fill_roster
from audiencia.queue.moderation.standing import changed as standing_changed
from audiencia.queue.moderation.standing import clock as standing_clock
from audiencia.queue.moderation.standing import feed as standing_feed
from audiencia.queue.moderation.standing import follow as follow_standing
from audiencia.queue.moderation.standing import shown as standing_shown
from audiencia.queue.sessions.practice import practising as is_practice
from audiencia.queue.sessions.sessions import plan_again
from audiencia.queue.snapshot.ticket_facts import CommitmentFacts
from audiencia.queue.store.store import append as append_event
from audiencia.queue.store.store import cap_queue, insert_queues, queue_of_department, shown_session
from audiencia.queue.unit.commands import LockedTicket, TicketCommand, lock_room, lock_ticket, with_ticket_locked
from audiencia.queue.unit.log import note_ticket

if TYPE_CHECKING:
    from audiencia.queue.moderation.standing_sql import StandingFeed
