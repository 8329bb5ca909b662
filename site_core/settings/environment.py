"""Every environment variable the project reads, checked together before anything else starts.

The README tables them. A file ``var/local.env`` may hold them for one machine (``make run`` writes
a secret key into it); a real environment variable always wins over the file.
"""

import os
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from environs import Env, EnvValidationError, validate

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"
MAIL_DIR = VAR_DIR / "mail"

EXPECTED_DATABASE = "Expected sqlite:///path/to/file or postgres://user:password@host:5432/name."
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


@env.parser_for("opensearch")
def _opensearch_parser(value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        raise validate.ValidationError("Expected https://user:password@host:9200.")
    if value and find_spec("opensearchpy") is None:
        raise validate.ValidationError("Needs the package opensearch-py; install it beside.")
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
DATABASE_CONN_MAX_AGE = env.int("DATABASE_CONN_MAX_AGE", 60)
REDIS_URL = env.redis("REDIS_URL", "")
OPENSEARCH_URL = env.opensearch("OPENSEARCH_URL", "")
# Files rather than the console: a log must not hold addresses and the keys in links.
EMAIL = env.email("EMAIL_URL", f"file:///{MAIL_DIR}")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Ask Our Experts <noreply@localhost>")
MEDIA_ROOT = env.path("MEDIA_ROOT", VAR_DIR / "media")
SERVE_MEDIA = env.bool("SERVE_MEDIA", True)
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
