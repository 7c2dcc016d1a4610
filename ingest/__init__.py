"""Files into clauses: readers for the formats, the structure of policy documents, the pipeline into `kb`."""
