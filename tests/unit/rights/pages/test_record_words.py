"""What stands in the record of accesses has words for people."""

import re
from pathlib import Path

from audiencia.rights.pages.record_words import REASONS

FLOWS = "\n".join(path.read_text("utf-8") for path in Path("audiencia").rglob("*.py"))


def test_reasons_that_stand_in_the_code_have_words() -> None:
    literal = set(re.findall(r'\bwhy="(\w+)"', FLOWS)) | set(re.findall(r'disclosed\([^)]*\)\], "(\w+)"\)', FLOWS))
    assert literal - set(REASONS) == set()
    assert {"waiting_list", "attention", "call", "chat"} <= set(REASONS)
