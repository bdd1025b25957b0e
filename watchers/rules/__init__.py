"""rules.yaml to a RuleSet, or every mistake in it; the only door to YAML."""
