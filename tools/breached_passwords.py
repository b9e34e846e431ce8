"""Makes `audiencia/staff/breached.bin` from lists of passwords that were found in breaches.

python -m tools.breached_passwords django-*.whl zxcvbn-*.whl

Django's list (BSD) are the most frequent 20,000 of a thousand million; zxcvbn's (MIT) the most frequent 30,000 of Xato's ten million. Of
each wheel (`pip download --no-deps`) only its list is read. What is shorter than anybody may choose is left out.
"""

import ast
import gzip
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZipFile

from audiencia.staff import breached
from audiencia.staff.passwords import MIN_LENGTH

DJANGO = "django/contrib/auth/common-passwords.txt.gz"
ZXCVBN = "zxcvbn/frequency_lists.py"


def words_of(wheel: Path) -> Iterable[str]:
    """The passwords of one wheel."""
    with ZipFile(wheel) as files:
        if DJANGO in files.namelist():
            return gzip.decompress(files.read(DJANGO)).decode().split()
        found = re.search(r'"passwords": ("[^"]*")\.split', files.read(ZXCVBN).decode())
        assert found is not None
        return str(ast.literal_eval(found[1])).split(",")


def main() -> None:
    """Writes the file."""
    found = {word for wheel in sys.argv[1:] for word in words_of(Path(wheel)) if len(word) >= MIN_LENGTH}
    breached.FILE.write_bytes(b"".join(sorted({breached.mark(word) for word in found})))
    print(len(found), "passwords,", breached.FILE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
