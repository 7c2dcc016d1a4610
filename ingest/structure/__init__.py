"""Cuts a document into its clause tree along its own numbering. Knows policy documents, not file formats."""
