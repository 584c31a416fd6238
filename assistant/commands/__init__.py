"""One small module a command. What is slow to import is imported where it is used, so that `list` starts at once."""
