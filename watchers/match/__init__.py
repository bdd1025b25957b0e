"""Items to Matches with their evidence, by way of an index of all queries. Pure."""
