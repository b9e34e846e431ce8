"""What pages of other features show or ask of the live audience: parts of pages, and their words.
They import from here alone what is not in `api.py`, which loads no page (`pyproject.toml` holds it)."""

from audiencia.queue.booking.pages.appointment import new_command
from audiencia.queue.booking.pages.appointment import of as appointment_of
from audiencia.queue.booking.pages.day_question import answered as day_answered
from audiencia.queue.booking.pages.day_question import asks as asks_about_days
from audiencia.queue.booking.pages.day_question import page as day_question_page
