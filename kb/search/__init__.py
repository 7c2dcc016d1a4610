"""Finding clauses: the words of a text, the lexical index, the reading of a question, the ranking."""
