"""The values that cross every border. No I/O, no clock."""
