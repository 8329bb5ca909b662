"""Uploads in a bucket of S3, or of another server that speaks it."""

from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage


class MediaBucket(S3Storage):
    """A closed bucket: readers get its pictures from the site, and ask nobody else."""

    def url(self, name: str, parameters=None, expire=None, http_method=None) -> str:
        return settings.MEDIA_URL + filepath_to_uri(name)
