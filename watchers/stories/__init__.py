"""Items to Stories: which items tell the same event. Pure."""
