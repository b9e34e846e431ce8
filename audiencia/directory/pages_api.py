"""What pages of other features show or ask of the directory: parts of pages, and their words.
They import from here alone what is not in `api.py`, which loads no page (`pyproject.toml` holds it)."""

from audiencia.directory.pages.path_arguments import department_of, topic_of
