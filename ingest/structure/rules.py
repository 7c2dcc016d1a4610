"""The number of the rules by which documents are cut."""

# Goes up whenever the same file would be cut otherwise, so that documents cut by older rules are taken in again.
RULES = "4"
