"""Answers made of quotations: which clauses, which sentences, how they are cited, and the check at the door."""
