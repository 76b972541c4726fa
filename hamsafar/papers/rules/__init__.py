"""What a paper is worth at a moment: pure decisions."""
