"""What can be watched, one file a kind; catalog.py has the list."""
