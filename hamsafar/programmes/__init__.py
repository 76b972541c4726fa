"""What the sides promised: programmes, measures, milestones, treaties, events, and what became of them."""
