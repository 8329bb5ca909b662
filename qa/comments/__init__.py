"""Threads under an answer: model, states, reading. Knows pages only as Wagtail pages."""
