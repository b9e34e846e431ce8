"""Imported last by the fork server: no process that it forks takes SQL files or the configuration apart anew, and no collector in it
looks at what was imported, or copies it by doing so.
"""

import gc

from audiencia.db.unit_of_work import SQL
from tests.support.configuration import configured
from tests.support.parsed import parse_once

parse_once()
configured()
for file in [one for one in gc.get_objects() if type(one) is type(SQL)]:
    hasattr(file, "any")  # the first name that is asked for has all of them read
gc.collect()
gc.freeze()
