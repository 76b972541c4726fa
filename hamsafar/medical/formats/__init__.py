"""How an examination is locked, and how it speaks with a laboratory."""
