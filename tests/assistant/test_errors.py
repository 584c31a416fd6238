"""The tree at the top of errors.py is the tree that is."""

import re

from assistant import errors


def drawn() -> dict[str, str]:
    """Each error in the docstring with its parent."""
    parents: dict[str, str] = {}
    path: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r"^(\s+[│├└─\s]*)(\w+Error)$", line)
        if match:
            depth, name = len(match.group(1)), match.group(2)
            path = [entry for entry in path if entry[0] < depth]
            if path:
                parents[name] = path[-1][1]
            path.append((depth, name))
    return parents


def test_the_tree_in_the_docstring_is_the_tree_of_the_classes() -> None:
    actual = {
        name: kind.__bases__[0].__name__
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, errors.DatelineError) and kind is not errors.DatelineError
    }
    assert drawn() == actual


def test_every_error_says_what_it_means() -> None:
    assert all(getattr(errors, name).__doc__ for name in errors.__all__)
