"""What pages of other features show or ask of petitions and cases: parts of pages, and their words.
They import from here alone what is not in `api.py`, which loads no page (`pyproject.toml` holds it)."""

from audiencia.cases.pages.answer import pdf as answer_pdf
from audiencia.cases.pages.case import attachment as attachment_page
from audiencia.cases.pages.case_words import LATE as CASE_LATE
from audiencia.cases.pages.case_words import STATES as CASE_STATES
from audiencia.cases.pages.case_words import TONES as CASE_TONES
from audiencia.cases.pages.case_words import WAY as CASE_WAY
from audiencia.cases.pages.case_words import WHAT_NOW as CASE_WHAT_NOW
from audiencia.cases.pages.case_words import WHY_NOT
from audiencia.cases.pages.case_words import WITHDRAWN as CASE_WITHDRAWN
from audiencia.cases.pages.case_words import WITHDRAWN_NOW as CASE_WITHDRAWN_NOW
from audiencia.cases.pages.desk import body_of as body_with_files
from audiencia.cases.pages.petition_form import files_of
from audiencia.cases.pages.petition_words import DESK_FIELDS
from audiencia.cases.pages.petition_words import FIELDS as PETITION_FIELDS
from audiencia.cases.pages.receipts import slip as receipt_slip
