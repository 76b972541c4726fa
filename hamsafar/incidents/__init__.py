"""Border incidents: reported, counted, asked about, explained."""
