"""One pass over the desk: read, observe, decide, commit, write, settle, send."""
