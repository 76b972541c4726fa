"""People who do not exist, with everything their papers say: for the demo, for benchmarks, and to test `names` fairly.

By contract this package never imports `hamsafar.names`: its spelling tables and check digits are written apart, so that
what one gets wrong the other does not excuse.
"""
