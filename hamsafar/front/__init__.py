"""The front door: settings, addresses, launching, and the commands that concern the whole node."""
