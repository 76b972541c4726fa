"""Every published number with its source, period and precision; what disagrees, and what follows from it."""
