"""Dates that a text gives as seen from the day it was published ("on Tuesday", "last week") -> days of the calendar."""
