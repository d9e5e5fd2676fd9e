"""One judgement a room. Pure: values in, values out; no I/O, and `now` is an argument."""
