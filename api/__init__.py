"""Every face of the knowledge base: command line and HTTP. Thin: parse, call `KnowledgeBase`, shape."""
