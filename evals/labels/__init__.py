"""How far the automatic scores agree with labels given by hand: `python -m evals.labels`."""
