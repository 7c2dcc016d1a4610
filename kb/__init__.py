"""The knowledge base: records, store, search, answer. Knows nothing of files, HTTP or terminals."""
