"""Pages of incidents: for officers, and for people and families who report."""
