"""What people read beside a field of a form: what to write there (`field_words.toml`)."""

from audiencia.core import text_files
from audiencia.core.gettext_mark import N_

_TEXTS = text_files.load("audiencia.http", "field_words.toml")
FIELDS = text_files.by_field(_TEXTS["everybody"])  # By field and reason; all boxes of consents share one.
DESK_FIELDS = text_files.by_field(_TEXTS["desk"])  # For forms that a member of staff fills in for somebody else.
ACCOUNT_FIELDS = text_files.by_field(_TEXTS["account"])  # For the form of a new account.
ANY_FIELD = N_("Check this field")
