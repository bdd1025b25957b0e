"""What one value of rules.yaml may be: pydantic types with our words, for settings of any kind."""
