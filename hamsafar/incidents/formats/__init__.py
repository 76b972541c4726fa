"""What crosses between the nodes about incidents, and the signed form of an account."""
