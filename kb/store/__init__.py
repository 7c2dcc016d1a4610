"""The truth: documents, revisions, clauses and the words they bring, in SQLite. sqlite3 is used nowhere else."""
