"""Why an article is rejected: the reason codes of reject records."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """The reason codes; docs/operations.md says what each means."""

    bad_csv = "bad-csv"
    bad_encoding = "bad-encoding"
    bad_field = "bad-field"
    bad_json = "bad-json"
    bad_parquet = "bad-parquet"
    bad_published = "bad-published"
    corrupt_archive = "corrupt-archive"
    crash = "crash"
    duplicate_id = "duplicate-id"
    duplicate_key = "duplicate-key"
    error = "error"
    lone_surrogate = "lone-surrogate"
    memory = "memory"
    missing_column = "missing-column"
    missing_id = "missing-id"
    missing_text = "missing-text"
    nul_character = "nul-character"
    over_long = "over-long"
    symlink_loop = "symlink-loop"
    timeout = "timeout"
    truncated_archive = "truncated-archive"
    unreadable_file = "unreadable-file"
    zip_bomb = "zip-bomb"


# Reasons that a file as a whole may have.
WHOLE_FILE = frozenset(
    {
        Reason.bad_csv,
        Reason.bad_encoding,
        Reason.bad_parquet,
        Reason.corrupt_archive,
        Reason.duplicate_key,
        Reason.missing_column,
        Reason.over_long,
        Reason.symlink_loop,
        Reason.truncated_archive,
        Reason.unreadable_file,
        Reason.zip_bomb,
    }
)


class RejectedError(Exception):
    """An article, a row or a file that cannot be processed, and why."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def printable(text: str) -> str:
    """`text` with lone surrogates replaced, so that it can be written."""
    return text.encode("utf-8", errors="replace").decode("utf-8")
