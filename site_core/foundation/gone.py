"""Pages that were there and have been withdrawn."""

from django.http import Http404


class Gone(Http404):
    """The page was published once and is not any more: 410 (RFC 9110, section 15.5.11)."""
