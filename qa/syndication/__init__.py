"""What other programs read: data, cards, feeds, Markdown, the API, the map. No tables."""
