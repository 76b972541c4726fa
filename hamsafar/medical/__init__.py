"""The examination before departure: a desk that tells the rest of the node one thing, "met until this day"."""
