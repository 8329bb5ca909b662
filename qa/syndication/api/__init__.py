"""The read-only API: what anybody may read, as JSON."""
