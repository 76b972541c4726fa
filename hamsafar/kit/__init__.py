"""What every app may use and what knows no app: verdicts, refusals, references, keys, signing, page components."""
