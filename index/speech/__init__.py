"""Who said it: the speaker of each sentence of an article, found by rules when it is stored."""
