"""Dates as sources write them -> ISO 8601."""

import re
from datetime import date, datetime

_DAY = re.compile(r"^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")


def iso_date(value: str | None) -> str | None:
    """ISO date or date-time of `value`; None when it is not one: an unknown date stays unknown."""
    if not value:
        return None
    value = value.strip()
    try:
        match = _DAY.match(value) or _COMPACT.match(value)
        if match:
            return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
        return datetime.fromisoformat(value).isoformat()
    except ValueError:
        return None
