"""The pages of meetings: what everybody may read, and what officers do."""
