"""Files of journeys: lists that people are checked against, and the receipts of those checks."""
