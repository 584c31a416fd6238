"""What was asked and answered, kept on this machine: as values with their quotes and spans as they were then."""
