"""Dateline beside what a user would pick instead, on the same model, embedder, articles and questions: `make peers`."""
