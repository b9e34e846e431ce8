"""Other programs and accounts do not get the keys of the bucket."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from audiencia.core.paths import DataFolder
from audiencia.operations import privileges
from audiencia.operations.accounts import Account
from audiencia.operations.backup import restore
from audiencia.operations.postgres import Postgres


def test_the_trial_of_an_account_and_the_comparison_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = list[dict[str, str]]()

    def run(command: list[str], env: dict[str, str] | None = None, **_: Any) -> subprocess.CompletedProcess[str]:
        if env is not None:
            given.append(env)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setenv("AUDIENCIA_BACKUP_S3_SECRET_KEY", "s3cret")
    monkeypatch.setenv("NOTIFY_SOCKET", "/run/systemd/notify")
    monkeypatch.setattr(subprocess, "run", run)
    assert privileges._trouble(Account(os.geteuid(), os.getegid()), []) is None
    restore._refuse_torn(Postgres.open(DataFolder(tmp_path / "data")), tmp_path, "database.age")
    assert len(given) == 2 and all(
        "PATH" in env and not {"s3cret", "/run/systemd/notify"} & {*env.values()} for env in given
    )
