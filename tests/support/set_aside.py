"""Imported last by the fork server: no collector of a process that it forks looks at what it imported, or copies it by doing so."""

import gc

gc.collect()
gc.freeze()
