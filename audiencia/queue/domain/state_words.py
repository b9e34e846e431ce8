"""States of a ticket and outcomes, in plain words. Pure."""

from collections.abc import Mapping

from audiencia.core.gettext_mark import N_

TICKET_STATES: Mapping[str, str] = {
    "booked": N_("You have an appointment"),
    "waiting": N_("You are in the line"),
    "ready_check": N_("You are in the line; your turn is near"),
    "postponed": N_("You let others pass; your place is kept"),
    "called": N_("It is your turn: we are calling you"),
    "connecting": N_("We are connecting you"),
    "in_call": N_("You are being attended"),
    "on_hold": N_("You are being attended; the call is on hold"),
    "reconnecting": N_("The call was cut off; we are connecting you again"),
    "wrap_up": N_("The call ended; the result is being written down"),
    "outcome_pending": N_("The call ended; the result is still to be written down"),
    "absent": N_("We called you and you did not answer"),
    "no_show": N_("You did not present yourself"),
    "served": N_("You were attended"),
    "left": N_("You left the line"),
    "cancelled": N_("Your number was cancelled"),
    "lapsed": N_("Your appointment lapsed"),
    "carried_over": N_("Kept for the next session, under your folio"),
}

CALLED_OFF = N_("There is no audience on the day of your appointment")
HELD_AFTER_ALL = N_("There is an audience on that day after all; your place was given back")
REOPENED = N_("In process: open again, because you said it was not resolved")

OUTCOMES: Mapping[str, str] = {
    "resolved_immediately": N_("Answered at once"),
    "in_process": N_("In process"),
}
DESK_STATES: Mapping[str, str] = {
    "booked": N_("Has an appointment"),
    "waiting": N_("In the line"),
    "ready_check": N_("In the line"),
    "postponed": N_("Lets others pass"),
    "called": N_("Being called"),
    "connecting": N_("Being attended"),
    "in_call": N_("Being attended"),
    "on_hold": N_("Being attended"),
    "reconnecting": N_("Being attended"),
    "wrap_up": N_("Was attended; the result is being written"),
    "outcome_pending": N_("Was attended; the result is to come"),
    "absent": N_("Did not answer"),
    "no_show": N_("Did not answer twice"),
    "served": N_("Was attended"),
    "left": N_("Left the line"),
    "cancelled": N_("Cancelled"),
    "lapsed": N_("Appointment lapsed"),
    "carried_over": N_("Kept for the next session"),
}
"""States of a ticket as the front desk reads them."""
