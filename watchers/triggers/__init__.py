"""When an indicator moves: matches, times, numbers, failures to signals. Pure, one file a kind."""
