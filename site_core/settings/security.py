"""What guards the site. What only HTTPS can carry follows from the scheme of SITE_URL."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_INLINE

from . import environment

SECRET_KEY = environment.SECRET_KEY
_site = urlsplit(environment.SITE_URL)
_https = _site.scheme == "https"

ALLOWED_HOSTS = environment.ALLOWED_HOSTS or [_site.hostname, "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [environment.SITE_URL]
CSRF_FAILURE_VIEW = "site_core.errors.csrf_failure"
# Only these networks are believed when they say, by X-Forwarded-For, whom they speak for.
TRUSTED_PROXIES = environment.TRUSTED_PROXIES

SECURE_SSL_REDIRECT = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
# The page editor shows its preview in a frame of the same origin.
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # asks for DENY, which would end that preview

SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

_VIDEO_PLAYERS = ["https://www.youtube-nocookie.com", "https://player.vimeo.com"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "frame-src": _VIDEO_PLAYERS,
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}  # What was uploaded by somebody: a browser that shows it as a page runs and loads nothing.
UPLOAD_CONTENT_SECURITY_POLICY = "default-src 'none'; sandbox"
# Wagtail's admin writes styles and scripts into its pages and shows previews in frames.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "frame-src": [SELF, *_VIDEO_PLAYERS],
    "form-action": [SELF],
    "base-uri": [NONE],
    "object-src": [NONE],
    "frame-ancestors": [SELF],
}

_of_players = " ".join(["self", *(f'"{player}"' for player in _VIDEO_PLAYERS)])
_FEATURES = {
    # What the site or the players of its videos use (Permissions Policy, W3C) …
    "autoplay": _of_players,
    "encrypted-media": _of_players,
    "fullscreen": _of_players,
    "picture-in-picture": _of_players,
    "publickey-credentials-create": "self",
    "publickey-credentials-get": "self",
    # … and what nobody does.
    **dict.fromkeys(
        """accelerometer camera display-capture geolocation gyroscope hid idle-detection
        magnetometer microphone midi payment screen-wake-lock serial usb
        xr-spatial-tracking""".split(),
        "",
    ),
}
PERMISSIONS_POLICY = ", ".join(f"{name}=({who})" for name, who in sorted(_FEATURES.items()))

# No address that somebody types is ever fetched: videos are known by their address alone.
WAGTAILEMBEDS_FINDERS = []
