"""What the rooms count for those who run the site. Nothing here tells one reader from another.

Labels take a few known values only: each new one is kept for good. Where METRICS_ADDRESS is not
set, a count is a number in memory that nobody asks for.
"""

from prometheus_client import Counter

page_cache_answers = Counter(
    "site_page_cache_answers",
    "Requests that the page cache was asked about, by result: hit, stale, miss or bypass.",
    ["result"],
)
purges = Counter(
    "site_purges",
    "Addresses that caches were told to forget, by result: done or failed.",
    ["result"],
)
