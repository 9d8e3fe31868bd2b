"""What can go wrong, as one family of errors.

Every message says what happened, where, and what to do next. The command line turns each class into its exit
code; programs catch `CarevoiceError`.
"""

from __future__ import annotations


class CarevoiceError(Exception):
    """The root of all errors that this package raises on purpose."""

    exit_code = 2


class UsageError(CarevoiceError):
    """A call, an option or a setting that cannot be followed as it was given."""


class UnknownRecordError(UsageError):
    """There is no record with this id. `nearest` is the one that was probably meant, or None."""

    def __init__(self, record_id: str, nearest: str | None = None) -> None:
        self.record_id = record_id
        self.nearest = nearest
        hint = f"Did you mean {nearest}?" if nearest else "Ids are shown by: carevoice search"
        super().__init__(f"There is no record {record_id!r}. {hint}")


class QueryError(CarevoiceError):
    """A query that cannot be read.

    `position` is the offset (code points, from 0) of the trouble in `text`; `remedy` is the mend, in words, and
    `nearest` the field or value that was probably meant, where one is near.
    """

    def __init__(
        self, problem: str, text: str, position: int, remedy: str, nearest: str | None = None
    ) -> None:
        self.problem = problem
        self.text = text
        self.position = position
        self.remedy = remedy
        self.nearest = nearest
        super().__init__(f"{problem} at character {position + 1}: {remedy}")


class UnknownValueError(QueryError):
    """A facet value or field that does not exist; the remedy names the nearest one."""


class PageError(CarevoiceError):
    """A saved page that cannot be read. The message is the reason alone; the caller knows the path."""


class CorpusError(CarevoiceError):
    """The folder of saved pages is missing, unreadable, or not what the index expects."""


class UnusableIndexError(CarevoiceError):
    """The index is missing, foreign, damaged or outdated."""

    exit_code = 3


class TimeLimitError(CarevoiceError):
    """An answer took longer than it was allowed to."""


class LockedError(CarevoiceError):
    """Another process is writing to the index."""

    exit_code = 4
