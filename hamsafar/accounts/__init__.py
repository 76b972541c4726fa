"""Who anyone is: organisations, officers, roles, permissions, clearance, sign-in."""
