"""Measures of security and secrecy, by their row of the law table (`tools/assurance/law.toml`); `measure_words.toml` words them.
A test fails when a row of these that a test shows is missing here, and when one stands here that no test shows."""

from collections.abc import Mapping

from audiencia.core import text_files

MEASURES: Mapping[str, str] = text_files.load("audiencia.rights.domain", "measure_words.toml")
