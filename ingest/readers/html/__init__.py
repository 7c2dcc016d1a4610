"""Web pages: the lines that a browser would show, and which of them are the document's."""
