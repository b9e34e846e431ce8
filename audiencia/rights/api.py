"""What other features ask of requests about personal data.
They import from here alone (`pyproject.toml` holds it); the rest of the folder is its own."""

from audiencia.rights.use_cases.incidents import listed as incidents
from audiencia.rights.use_cases.work import open_counts
