"""The corridor pack, read: sides, border posts, code lists, dated rules, calendars."""
