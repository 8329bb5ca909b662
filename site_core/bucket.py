"""Uploads in a bucket of S3, or of another server that speaks it."""

from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionError,  # noqa: A004 - no OSError, as Python's own is
    ConnectTimeoutError,
    ReadTimeoutError,
)
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

NOT_THERE = {"NoSuchKey", "KeyTooLongError", "404"}  # in the words of S3


class MediaBucket(S3Storage):
    """A closed bucket: readers get its pictures from the site, and ask nobody else."""

    def get_default_settings(self) -> dict:
        """Return how the bucket is asked; what S3_URL says comes on top."""
        config = Config(
            signature_version="s3v4",
            # What all servers that speak S3 understand; newer checksums only S3 itself does.
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            # Seconds. By default a request waits for minutes, and a few of them for all processes.
            connect_timeout=2,
            read_timeout=8,
            retries={"mode": "standard", "total_max_attempts": 2},
        )
        return {
            **super().get_default_settings(),
            "client_config": config,
            "default_acl": None,  # nobody but the site may read it
            "file_overwrite": False,
        }

    def _open(self, name: str, mode: str = "rb"):
        try:
            return super()._open(name, mode)
        except (ConnectTimeoutError, ReadTimeoutError) as error:
            # Both are OSErrors, too, for which Wagtail would show a page with a broken picture.
            raise ConnectionError(error=error) from error

    def url(self, name: str, parameters=None, expire=None, http_method=None) -> str:
        return settings.MEDIA_URL + filepath_to_uri(name)

    def ask_for(self, name: str) -> dict:
        """Return the file with what the bucket says of it, in one request.

        ``Body`` is to be read and closed; ``ContentLength`` is its bytes, ``LastModified`` a date.

        :raises FileNotFoundError: if there is none
        :raises BotoCoreError, ClientError: if the bucket does not answer, or refuses
        """
        client = self.connection.meta.client
        try:
            return client.get_object(Bucket=self.bucket_name, Key=self._normalize_name(name))
        except ClientError as error:
            if error.response["Error"]["Code"] in NOT_THERE:
                raise FileNotFoundError(name) from error
            raise
