"""How files lie on the disk, and how a picture is shown."""
