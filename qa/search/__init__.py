"""The search of the readers' site: what is found, in which order, and how it is spelt."""
