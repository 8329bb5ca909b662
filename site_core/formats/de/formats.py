"""German: "3. Mai 2026, 14:05"."""

DATETIME_FORMAT = "j. F Y, H:i"
