"""A person, their names by every authority, passports, contacts and consents; then the journey and its requirements."""
