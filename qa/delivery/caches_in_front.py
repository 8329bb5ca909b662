"""The caches that can stand in front, each told as it wants to be: what FRONT_CACHE_URLS names.

Wagtail's own backends log what fails, and it is never tried again. These raise OSError, with words
for the log in which nothing is secret.
"""

from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import urlopen
from uuid import uuid4

import requests
from wagtail.contrib.frontend_cache.backends import BaseBackend, CloudflareBackend, HTTPBackend
from wagtail.contrib.frontend_cache.backends.http import PurgeRequest

LONGEST_WAIT = 5  # seconds for a cache to answer
LONGEST_WAIT_FOR_A_CDN = 15  # seconds; a task makes four requests at most
REGION = "us-east-1"  # the only one that CloudFront knows
NOT_KEPT_THERE = {404, 410, 412}  # what caches answer who have nothing to drop


class StrictHTTPBackend(HTTPBackend):
    """nginx or Varnish."""

    def purge(self, url: str) -> None:
        """Send PURGE for *url*, raise OSError where the cache does not obey."""
        request = PurgeRequest(
            url=f"{self.cache_scheme}://{self.cache_netloc}{_path_of(url)}",
            headers={"Host": url.split("/")[2]},
        )
        try:
            with urlopen(request, timeout=LONGEST_WAIT):  # noqa: S310 - the address is a setting
                pass
        except HTTPError as error:
            if error.code not in NOT_KEPT_THERE:
                raise
        except HTTPException as error:
            raise ConnectionError(type(error).__name__) from error


class StrictCloudflareBackend(CloudflareBackend):
    """Cloudflare, by the token of a zone."""

    def _purge_urls(self, urls: list[str]) -> None:
        """Have *urls* purged, no more than Cloudflare takes at once; raise OSError if they are not.

        https://developers.cloudflare.com/api/resources/cache/methods/purge/
        """
        try:
            response = requests.post(
                self.cloudflare_purge_endpoint_url,
                json={"files": urls},
                headers={"Authorization": f"Bearer {self.cloudflare_token}"},
                timeout=LONGEST_WAIT_FOR_A_CDN,
            )
        except requests.RequestException as error:
            # Its words may quote the header, and so would those of the task that failed.
            raise ConnectionError(f"Cloudflare: {type(error).__name__}") from None
        try:
            answer = response.json()
            is_done, errors = answer["success"], answer["errors"]
            said = [f"{error['code']} {error['message']}" for error in errors]
        except (ValueError, TypeError, KeyError):
            is_done, said = False, []
        if not (is_done and response.ok):
            raise ConnectionError(f"Cloudflare: {', '.join([str(response.status_code), *said])}")


class StrictCloudfrontBackend(BaseBackend):
    """CloudFront, with the credentials that boto3 finds on the machine."""

    def __init__(self, params: dict) -> None:
        super().__init__(params)
        self._distribution = params["DISTRIBUTION_ID"]

    def purge_batch(self, urls: list[str]) -> None:
        """Have *urls* invalidated; raise OSError if they are not.

        https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html
        """
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError

        paths = [_path_of(url) for url in urls]
        # One attempt: the task is tried again, and would be taken for dead if it waited too long.
        config = Config(
            connect_timeout=LONGEST_WAIT,
            read_timeout=LONGEST_WAIT_FOR_A_CDN,
            retries={"total_max_attempts": 1},
        )
        try:
            boto3.client("cloudfront", REGION, config=config).create_invalidation(
                DistributionId=self._distribution,
                InvalidationBatch={
                    "Paths": {"Quantity": len(paths), "Items": paths},
                    "CallerReference": str(uuid4()),
                },
            )
        except ClientError as error:
            raise ConnectionError(f"CloudFront: {error.response['Error']['Code']}") from None
        except BotoCoreError as error:
            raise ConnectionError(f"CloudFront: {type(error).__name__}") from None


def _path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]
