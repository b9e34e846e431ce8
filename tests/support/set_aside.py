"""Imported last by the fork server: no process that it forks takes SQL files apart anew, and no collector in it looks at what was
imported, or copies it by doing so.
"""

import gc

from audiencia.db.unit_of_work import SQL

for file in [one for one in gc.get_objects() if type(one) is type(SQL)]:
    hasattr(file, "any")  # the first name that is asked for has all of them read
gc.collect()
gc.freeze()
