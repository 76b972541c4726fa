"""Messages to people: by e-mail, by SMS, on an officer's page, or as a file to carry; never twice by themselves."""
