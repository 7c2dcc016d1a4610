"""Word documents (DOCX, ISO/IEC 29500): paragraphs with their automatic numbers, tables, notes."""
