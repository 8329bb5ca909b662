"""Copies of public pages: kept here, dropped when what they show changes, and purged elsewhere."""
