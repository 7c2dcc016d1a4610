"""PDF with a text layer (ISO 32000): characters by their places, put back into columns, lines and tables."""
