"""What pages of other features show or ask of the follow-up by folio: parts of pages, and their words.
They import from here alone what is not in `api.py`, which loads no page (`pyproject.toml` holds it)."""

from audiencia.followup.pages.visit_words import called_off as called_off_words
