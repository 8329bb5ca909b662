"""Every mail of the site: what kinds there are, the queue they wait in, and what became of them."""
