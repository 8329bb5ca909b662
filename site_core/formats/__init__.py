"""How dates and times look where we want it otherwise than Django: full months, 24 hours."""
