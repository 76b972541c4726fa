"""The pages of an examination: the centre's own, in its process, and the person's."""
