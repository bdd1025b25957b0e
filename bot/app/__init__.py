"""The composition root: builds the parts and runs them together. Only here settings are read."""
