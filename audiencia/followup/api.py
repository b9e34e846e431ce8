"""What other features ask of the follow-up by folio.

They import from here alone (`pyproject.toml` holds it); the rest of the folder is its own.
"""

from audiencia.followup.pages.visit_words import called_off as called_off_words
