"""The read-only API: what the schema says of it, and in which form rich text leaves the site."""

__all__ = ["REST_FRAMEWORK", "SPECTACULAR_SETTINGS", "WAGTAILAPI_RICH_TEXT_FORMAT"]

REST_FRAMEWORK = {
    # By default each request could bring the password of an account, and no second factor.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
WAGTAILAPI_RICH_TEXT_FORMAT = "html"
SPECTACULAR_SETTINGS = {
    "TITLE": "Ask Our Experts",
    "DESCRIPTION": "Published answers, their public discussions, topics and experts. Read only.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
}
