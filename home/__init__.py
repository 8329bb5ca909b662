"""The front door: home page, plain pages, first set-up and the demo site."""
