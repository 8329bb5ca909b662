"""Every environment variable the project reads, checked together before anything else starts.

The README tables them. A file ``var/local.env`` may hold them for one machine (``make run`` writes
a secret key into it); a real environment variable always wins over the file.
"""

import os
import re
import sys
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import available_timezones

from environs import Env, EnvValidationError, validate

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"
MAIL_DIR = VAR_DIR / "mail"

EXPECTED_DATABASE = "Expected sqlite:///path/to/file or postgres://user:password@host:5432/name."
SENTRY_ADDRESS = re.compile(r"https?://\w+@[\w.-]+(:\d+)?(/[\w.-]+)*/\d+")
LAST_PORT = 65535
EXPECTED_S3 = "Expected s3://key:secret@s3.example.org/bucket?region=eu-west-2."
HOST_NAME = r"\*|\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9a-fA-F:.]+\]"

env = Env(eager=False)
env.read_env(VAR_DIR / "local.env", recurse=False)


def _web_address(value: str) -> str:
    """Return *value* without its final slash; refuse what is not http(s)://host[:port]."""
    try:
        parts = urlsplit(value)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        plain = f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")
    except ValueError:
        plain = ""
    if value.rstrip("/").lower() != plain or parts.scheme not in {"http", "https"}:
        raise validate.ValidationError("Expected an address like https://www.example.org.")
    return plain


@env.parser_for("web_address")
def _web_address_parser(value: str) -> str:
    return _web_address(value)


@env.parser_for("database")
def _database_parser(value: str) -> dict:
    import dj_database_url

    if urlsplit(value).scheme not in {"sqlite", "postgres", "postgresql"}:
        raise validate.ValidationError(EXPECTED_DATABASE)
    try:
        return dj_database_url.parse(value)
    except ValueError:
        raise validate.ValidationError(EXPECTED_DATABASE) from None


@env.parser_for("replica")
def _replica_parser(value: str) -> dict:
    """Return the settings of the standby, {} for none; both databases must be PostgreSQL's."""
    if not value:
        return {}
    if not value.startswith(("postgres://", "postgresql://")) or not (
        str((DATABASE or {}).get("ENGINE")).endswith("postgresql")
    ):
        raise validate.ValidationError(
            "Expected postgres://user:password@host:5432/name, a standby of the PostgreSQL of "
            "DATABASE_URL."
        )
    return _database_parser(value)


@env.parser_for("s3")
def _s3_parser(value: str) -> dict:
    """Return the options of django-storages for *value*, {} for none."""
    if not value:
        return {}
    try:
        parts = urlsplit(value)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise validate.ValidationError(EXPECTED_S3) from None
    bucket = parts.path.strip("/")
    region = dict(parse_qsl(parts.query)).get("region")
    protocol = {"s3": "https", "s3+http": "http"}.get(parts.scheme)
    if not (protocol and parts.hostname and bucket and region) or "/" in bucket:
        raise validate.ValidationError(EXPECTED_S3)
    return {
        "bucket_name": bucket,
        "region_name": region,
        "endpoint_url": f"{protocol}://{parts.hostname}{port}",
        # Without them the machine's own role counts.
        "access_key": unquote(parts.username or "") or None,
        "secret_key": unquote(parts.password or "") or None,
    }


@env.parser_for("email")
def _email_parser(value: str) -> dict:
    import dj_email_url

    parsed = dj_email_url.parse(value)
    if urlsplit(value).scheme not in dj_email_url.SCHEMES or not parsed.get("EMAIL_BACKEND"):
        raise validate.ValidationError(
            "Expected submission://user:password@host:587, smtp://host:25, file:////a/folder or "
            "console:."
        )
    return parsed


@env.parser_for("redis")
def _redis_parser(value: str) -> str:
    if value and urlsplit(value).scheme not in {"redis", "rediss", "unix"}:
        raise validate.ValidationError("Expected redis://host:6379/0.")
    return value


@env.parser_for("front_caches")
def _front_caches_parser(value: str) -> dict[str, dict]:
    """Return *value* as Wagtail's setting WAGTAILFRONTENDCACHE."""
    addresses = [item.strip() for item in value.split(",") if item.strip()]
    return {f"cache{number}": _front_cache(item) for number, item in enumerate(addresses, 1)}


def _front_cache(address: str) -> dict:
    try:
        parts = urlsplit(address)
        who, _at, host = parts.netloc.rpartition("@")
        token = unquote(parts.password or "")
    except ValueError:
        parts, host = None, ""
    backends = "qa.delivery.caches_in_front"
    if host and parts.scheme in {"http", "https"} and not (who or parts.path.strip("/")):
        return {"BACKEND": f"{backends}.StrictHTTPBackend", "LOCATION": address}
    if host and parts.scheme == "cloudflare" and token:
        return {
            "BACKEND": f"{backends}.StrictCloudflareBackend",
            "BEARER_TOKEN": token,
            "ZONEID": host,
        }
    if host and parts.scheme == "cloudfront":
        return {"BACKEND": f"{backends}.StrictCloudfrontBackend", "DISTRIBUTION_ID": host}
    raise validate.ValidationError(
        "Expected addresses of nginx or Varnish, http://10.0.0.6:8080,http://10.0.0.7:8080, or "
        "cloudflare://:token@zone, or cloudfront://distribution."
    )


@env.parser_for("opensearch")
def _opensearch_parser(value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        raise validate.ValidationError("Expected https://user:password@host:9200.")
    if value and find_spec("opensearchpy") is None:
        raise validate.ValidationError("Needs the package opensearch-py; install it beside.")
    return value


@env.parser_for("sentry")
def _sentry_parser(value: str) -> str:
    if value and not SENTRY_ADDRESS.fullmatch(value):
        raise validate.ValidationError("Expected https://key@host/number.")
    return value


@env.parser_for("networks")
def _networks_parser(value: str) -> list[IPv4Network | IPv6Network]:
    """Return the networks *value* lists; a lone address is a network of one."""
    try:
        networks = [ip_network(item.strip()) for item in value.split(",") if item.strip()]
    except ValueError:
        networks = None
    # Whoever trusts everybody lets everybody say where they come from.
    if networks is None or any(network.prefixlen == 0 for network in networks):
        raise validate.ValidationError(
            "Expected addresses or networks of proxies, such as 192.0.2.7,10.8.0.0/16,fd00:8::/32."
        )
    return networks


@env.parser_for("listening_address")
def _listening_address_parser(value: str) -> tuple[str, int] | None:
    """Return the host and the port of *value*; a port alone is one of this machine only."""
    if not value:
        return None
    host, _, port = value.rpartition(":")
    try:
        address = str(ip_address((host or "127.0.0.1").strip("[]")))
        number = int(port)
    except ValueError:
        number = 0
    if not 0 < number <= LAST_PORT:
        raise validate.ValidationError(
            "Expected a port, or an IP address and a port: 10.8.0.3:9400."
        )
    return address, number


SECRET_KEY = env.str(
    "SECRET_KEY",
    validate=validate.Length(
        min=50, error="Expected at least 50 random characters; `make run` makes some."
    ),
)
SITE_URL = env.web_address("SITE_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS",
    [],
    validate=lambda hosts: [
        validate.Regexp(
            f"^({HOST_NAME})$",
            error="Expected host names without scheme or port: www.example.org,example.org.",
        )(host)
        for host in hosts
    ],
)
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES", "")
DATABASE = env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
DATABASE_REPLICA = env.replica("DATABASE_REPLICA_URL", "")
DATABASE_CONN_MAX_AGE = env.int("DATABASE_CONN_MAX_AGE", 60)
REDIS_URL = env.redis("REDIS_URL", "")
PAGE_CACHE = env.bool("PAGE_CACHE", True)
FRONT_CACHES = env.front_caches("FRONT_CACHE_URLS", "")
OPENSEARCH_URL = env.opensearch("OPENSEARCH_URL", "")
# Files rather than the console: a log must not hold addresses and the keys in links.
EMAIL = env.email("EMAIL_URL", f"file:///{MAIL_DIR}")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Ask Our Experts <noreply@localhost>")
MEDIA_ROOT = env.path("MEDIA_ROOT", VAR_DIR / "media")
SERVE_MEDIA = env.bool("SERVE_MEDIA", True)
S3 = env.s3("S3_URL", "")
MAINTENANCE = env.bool("MAINTENANCE", False)
TASK_WORKER = env.bool("TASK_WORKER", True)
# A newcomer on their own machine gets in without a phone; a site that others reach asks for one.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", str(SITE_URL).startswith("https://"))
TIME_ZONE = env.str(
    "TIME_ZONE",
    "Europe/London",
    validate=validate.OneOf(available_timezones(), error="Expected a name like Europe/London."),
)
LOG_LEVEL = env.str(
    "LOG_LEVEL",
    "INFO",
    validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]),
)
LOG_FORMAT = env.str(
    "LOG_FORMAT",
    "plain" if sys.stderr and sys.stderr.isatty() else "json",
    validate=validate.OneOf(["plain", "json"]),
)
METRICS_ADDRESS = env.listening_address("METRICS_ADDRESS", "")
SENTRY_DSN = env.sentry("SENTRY_DSN", "")

try:
    env.seal()
except EnvValidationError as error:
    problems = "\n".join(
        f"  {name}: {' '.join(messages)}" for name, messages in error.error_messages.items()
    )
    raise SystemExit(
        f"The site cannot start; set these environment variables right:\n{problems}\n"
        "README.md lists every variable with what it expects."
    ) from None
