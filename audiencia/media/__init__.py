"""Live sound and picture: the media worker (`worker.py`) and the web side that steers it (`control.py`)."""
