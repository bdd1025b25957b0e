"""The Boolean query language: text to tree to a query that can be asked of any text. Pure."""
