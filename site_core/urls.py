"""The roof: every address of the site. Wagtail's page tree takes what nothing above it claims."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from home.styleguide import styleguide
from qa.comments.feeds import site_feed
from qa.saved import saved_answers

from .accounts.views import AccountView, to_login, to_password_reset
from .media import serve_upload

urlpatterns = [
    path("account/", include("site_core.accounts.urls")),
    # Before Wagtail's own, which would let people in with a password alone.
    path("admin/login/", to_login),
    re_path(r"^admin/password_reset/", to_password_reset),
    # Likewise: it would take pictures of any size and kind.
    path("admin/account/", AccountView.as_view(), name="wagtailadmin_account"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]

if settings.SERVE_MEDIA:
    urlpatterns.append(re_path(r"^media/(?P<path>.+)$", serve_upload, name="media"))

urlpatterns += [
    path("styleguide/", styleguide, name="styleguide"),
    path("", include("qa.syndication.urls")),
    # Before the others below comments/, which have no language of their own: their page's counts.
    *i18n_patterns(
        path("saved/", saved_answers, name="saved_answers"),
        path("search/", include("qa.search.urls")),
        path("comments/feed/", site_feed, name="comments_feed"),
        path("", include("qa.syndication.urls_in_language")),
        prefix_default_language=False,
    ),
    path("comments/", include("qa.comments.urls")),
    *i18n_patterns(
        path("_util/login/", to_login),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]

handler400 = "site_core.errors.bad_request"
handler403 = "site_core.errors.permission_denied"
handler404 = "qa.search.missing.page_not_found"
handler500 = "site_core.errors.server_error"
