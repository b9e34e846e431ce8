"""The line at the end of a test run: each kind is counted, and none may be missing."""

from pathlib import Path

import pytest

from tools import test_results

CASES = {
    "python": "".join(
        f'<testcase classname="tests.{kind}.test_one" name="test_it" time="{seconds}">{inside}</testcase>'
        for kind, seconds, inside in (
            ("unit", 0.1, ""), ("unit", 0.2, "<skipped/>"), ("architecture", 0.1, ""), ("integration", 2.5, ""),
            ("browser", 9, ""), ("soak", 3, ""),
        )
    ),
    "web": '<testcase classname="src/one.test.ts" name="it" time="0.01"/>',
}  # fmt: skip


def write(folder: Path, cases: dict[str, str]) -> None:
    for name, inside in cases.items():
        (folder / f"{name}.xml").write_text(f"<testsuites><testsuite>{inside}</testsuite></testsuites>")


def test_one_line_counts_each_kind_after_the_slowest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(test_results, "FOLDER", tmp_path)
    write(tmp_path, CASES)
    assert test_results.main(["--slowest", "2"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "    9.0 s  tests.browser.test_one::test_it",
        "    3.0 s  tests.soak.test_one::test_it",
        "tests: 6 passed, 0 failed, 1 skipped (unit 1, architecture 1, integration 1, browser 1, soak 1, web 1)",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'tests.browser.test_one" name="test_it" time="9">',
            'tests.browser.test_one" name="test_it" time="9"><skipped/>',
        ),
        ('tests.soak.test_one" name="test_it" time="3">', 'tests.soak.test_one" name="test_it" time="3"><failure/>'),
    ],
)
def test_a_kind_that_did_not_run_and_a_failure_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str
) -> None:
    monkeypatch.setattr(test_results, "FOLDER", tmp_path)
    write(tmp_path, CASES | {"python": CASES["python"].replace(before, after)})
    assert test_results.main([]) == 1
