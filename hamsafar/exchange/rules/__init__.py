"""The pure decisions of the exchange: values in, verdicts out, instants passed in."""
