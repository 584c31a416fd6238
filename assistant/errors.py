"""Everything Dateline raises on purpose, as one tree.

    DatelineError
    ├── HomeError
    │   └── DiskFullError
    ├── CatalogError
    │   └── DamagedError
    ├── WriterBusyError
    ├── NotFoundError
    ├── ReadError
    │   └── FetchError
    ├── SearchError
    ├── WeightsError
    ├── ConversationsError
    ├── BackupError
    ├── AccountsError
    ├── SettingsError
    ├── QuestionError
    ├── BusyError
    ├── PromptError
    ├── StoppedError
    └── LLMError
        ├── LLMUnreachableError
        ├── LLMRefusedError
        ├── LLMBusyError
        ├── LLMCutError
        └── LLMOverflowError

Every message is for the reader: what happened, what was kept, what to do.
"""

from index.errors import (
    CatalogError,
    DamagedError,
    DatelineError,
    DiskFullError,
    FetchError,
    HomeError,
    NotFoundError,
    ReadError,
    SearchError,
    WeightsError,
    WriterBusyError,
)


class SettingsError(DatelineError):
    """A setting has a value that cannot be used."""


class ConversationsError(DatelineError):
    """The file of conversations cannot be read or written; the library is not touched by it."""


class BackupError(DatelineError):
    """A backup cannot be written, is not one, or may not be put where it should go."""


class AccountsError(DatelineError):
    """An account is not there, a name or password will not do, or the file of accounts cannot be used."""


class QuestionError(DatelineError):
    """What was asked is no question we can take: empty, or far too long."""


class BusyError(DatelineError):
    """More is being asked than can be answered soon; the message says how long it takes."""


class PromptError(DatelineError):
    """A prompt file is missing, or its placeholders are not the ones the code fills."""


class StoppedError(DatelineError):
    """The reader stopped it (Ctrl-C), and the message says what of it is kept."""


class LLMError(DatelineError):
    """The model did not answer; the evidence still stands."""

    def __init__(self, message: str, *, lasting: bool = False) -> None:
        """`lasting`: it is this request that fails, and would fail the same way if it were sent again."""
        super().__init__(message)
        self.lasting = lasting


class LLMUnreachableError(LLMError):
    """Nothing answers at the endpoint, or not in time."""


class LLMRefusedError(LLMError):
    """The endpoint answers, but not to this key, model or request."""


class LLMBusyError(LLMError):
    """The endpoint asks to come back later; in `wait` seconds, when it says."""

    def __init__(self, message: str, wait: int | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class LLMCutError(LLMError):
    """The answer broke off before its end."""


class LLMOverflowError(LLMError):
    """The prompt is longer than the model's context."""


__all__ = [
    "AccountsError",
    "BackupError",
    "BusyError",
    "CatalogError",
    "ConversationsError",
    "DamagedError",
    "DatelineError",
    "DiskFullError",
    "FetchError",
    "HomeError",
    "LLMBusyError",
    "LLMCutError",
    "LLMError",
    "LLMOverflowError",
    "LLMRefusedError",
    "LLMUnreachableError",
    "NotFoundError",
    "PromptError",
    "QuestionError",
    "ReadError",
    "SearchError",
    "SettingsError",
    "StoppedError",
    "WeightsError",
    "WriterBusyError",
]
