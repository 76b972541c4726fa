"""The officers' pages on people, and the page on which a person registers."""
