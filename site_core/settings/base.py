"""Production settings. Development and tests opt into laxity; nothing here does."""

from . import environment
from .accounts import *
from .api import *
from .caches import *
from .comments import *
from .database import *
from .environment import BASE_DIR, SITE_URL
from .i18n import *
from .logging import *
from .mail import *
from .metrics import *
from .release import fingerprint
from .search import *
from .security import *
from .sentry import *
from .storage import *
from .tasks import *

DEBUG = False
MAINTENANCE = environment.MAINTENANCE

INSTALLED_APPS = [
    "home",
    "qa",
    "qa.comments",
    "qa.delivery",
    "qa.desk",
    "qa.experts",
    "qa.legacy_import",
    "qa.notifications",
    "qa.search",
    "qa.syndication",
    "site_core.accounts",
    "site_core.backup",
    "site_core.foundation",
    "site_core.operations",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.documents",
    "wagtail.embeds",
    "wagtail.images",
    "wagtail.locales",
    "wagtail.search",
    "wagtail.sites",
    "wagtail.snippets",
    "wagtail.users",
    "wagtail.admin",
    "wagtail",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "modelcluster",
    "taggit",
    "qa.comments.apps.QuietCommentsXtdConfig",
    "django_comments",
    "rest_framework",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.sites",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "site_core.operations.probes.answer_probes",
    "site_core.operations.requests.watch_requests",
    "site_core.foundation.languages.language_of_address",
    "site_core.foundation.sites.site_at_hand",
    "qa.delivery.middleware.who_may_keep",
    "site_core.response_headers.guard_responses",
    "site_core.cookies.ignore_endless_cookies",
    "site_core.content_types.refuse_odd_parts",
    "django.middleware.security.SecurityMiddleware",
    "site_core.content_policy.ContentPolicyMiddleware",
    "site_core.content_types.refuse_large_bodies",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "qa.delivery.middleware.CompressPrivate",
    "site_core.response_headers.TagPublic",
    "site_core.errors.maintenance",
    "site_core.replica.read_from_replica",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "site_core.accounts.sessions.guard_sessions",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "site_core.errors.gone_pages",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "site_core.errors.method_pages",
]

ROOT_URLCONF = "site_core.urls"
WSGI_APPLICATION = "site_core.wsgi.application"
RELEASE = fingerprint(BASE_DIR, SITE_URL, environment.TIME_ZONE)

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# For what a page shows very often; Django's own templates take ten times as long.
TEMPLATES.append(
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja2"],
        "OPTIONS": {"environment": "qa.comments.jinja.environment"},
    }
)

TIME_ZONE = environment.TIME_ZONE
USE_TZ = True

WAGTAIL_SITE_NAME = "Ask Our Experts"
WAGTAILADMIN_BASE_URL = SITE_URL
# The admin asks nobody outside for pictures or news.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
