"""Pages of appointments: for everybody, and for receptions."""
