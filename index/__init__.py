"""The offline half of Dateline: articles in, passages findable. Knows no LLM."""
