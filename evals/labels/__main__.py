"""Prints the agreement, and every judgment on which hand and machine differ."""

import sys

from evals.labels.agreement import compare


def main() -> int:
    """0 when both scores agree with the hand as often as they must."""
    found = compare()
    for line in found.differences:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(
        f"{found.answers} answers: key facts agree on {found.facts:.1%}, citations on {found.citations:.1%}\n"
    )
    return 0 if found.is_enough else 1


if __name__ == "__main__":
    sys.exit(main())
