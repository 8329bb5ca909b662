"""Where moderators decide and experts reply, inside the Wagtail admin."""
