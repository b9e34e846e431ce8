"""What other features ask of petitions and cases.
They import from here alone (`pyproject.toml` holds it); the rest of the folder is its own."""

from audiencia.cases.domain.case import WHYS_NOT, CaseState, WhyNot
from audiencia.cases.store.named import case_named, cases_of_name, renew_case_secrets
from audiencia.cases.store.store import append as append_case_event
from audiencia.cases.store.store import lock_case
from audiencia.cases.use_cases.access import desk_of
from audiencia.cases.use_cases.attachments import delete_pictures, keep_picture
from audiencia.cases.use_cases.audience import steps_of
from audiencia.cases.use_cases.browsers import ask as ask_browser
from audiencia.cases.use_cases.browsers import is_on as browser_is_on
from audiencia.cases.use_cases.browsers import stop as stop_browser
from audiencia.cases.use_cases.citizen import accept as accept_answer
from audiencia.cases.use_cases.citizen import rate as rate_answer
from audiencia.cases.use_cases.citizen import reopen as reopen_case
from audiencia.cases.use_cases.citizen import withdraw as withdraw_own
from audiencia.cases.use_cases.citizen import write as write_message
from audiencia.cases.use_cases.citizen_look import CaseFound, has_case, own_words
from audiencia.cases.use_cases.citizen_look import folio_of as folio_of_case
from audiencia.cases.use_cases.citizen_look import look as look_at_case
from audiencia.cases.use_cases.citizen_look import note_seen as note_case_seen
from audiencia.cases.use_cases.documents import of_citizen as document_of_citizen
from audiencia.cases.use_cases.from_audience import open_case
from audiencia.cases.use_cases.inbox import overdue_count
from audiencia.cases.use_cases.next_steps import CONTENT as STEP_CONTENT
from audiencia.cases.use_cases.next_steps import UNREADABLE as UNREADABLE_STEP
from audiencia.cases.use_cases.next_steps import UNREADABLE_TO_STAFF as UNREADABLE_STEP_TO_STAFF
from audiencia.cases.use_cases.next_steps import NextStep
from audiencia.cases.use_cases.next_steps import damaged as damaged_step
from audiencia.cases.use_cases.next_steps import read as read_step
from audiencia.cases.use_cases.next_steps import seal as seal_step
from audiencia.cases.use_cases.own_contact import correct as correct_contact
from audiencia.cases.use_cases.papers import forget as forget_papers
from audiencia.cases.use_cases.receipt import receipt
from audiencia.cases.use_cases.rules import calendar_of
from audiencia.cases.use_cases.sealed_fields import correctable as correctable_in_case
from audiencia.cases.use_cases.sealed_fields import rectify as rectify_case
from audiencia.cases.use_cases.taking import of_citizen as attachment_of_citizen
from audiencia.cases.use_cases.tell import recall as recall_notices
from audiencia.cases.use_cases.tell import tell_of_data
from audiencia.cases.use_cases.withdraw import withdraw_case
