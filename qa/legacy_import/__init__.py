"""Import of the old site's pages. Nobody imports this room; it may be deleted."""
