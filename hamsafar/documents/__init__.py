"""The documents desk: applications, what they need, questions that stop the clock, decisions and their letters."""
