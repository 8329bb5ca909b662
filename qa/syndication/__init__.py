"""What other programs read of the site: its map, and what they may visit. No tables."""
