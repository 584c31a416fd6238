"""Is a sentence proved by the words it cites? Pure functions: no model, no storage, nothing is rendered here."""
