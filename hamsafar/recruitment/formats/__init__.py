"""Files of recruitment: what a placement run reads and writes."""
