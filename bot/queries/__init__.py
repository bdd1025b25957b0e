"""Questions answered from what is stored. Only reads: a query a file, a Card each."""
