"""What can go wrong while measuring; of the assistant's tree, so that the command line shows it as a sentence."""

from assistant.errors import DatelineError


class EvalError(DatelineError):
    """A suite, its data or its model cannot be used, or a run did not come to its end."""
