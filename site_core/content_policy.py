"""What browsers may load and run on a page (Content Security Policy Level 3)."""

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse


class ContentPolicyMiddleware(CSPMiddleware):
    """The strict policy of the settings on public pages, a wider one in the admin and previews.

    What is downloaded gets that of uploads, also where Wagtail has set a policy of its own.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.get("Content-Disposition", "").startswith("attachment"):
            response["Content-Security-Policy"] = settings.UPLOAD_CONTENT_SECURITY_POLICY
        return super().process_response(request, response)

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        # A preview is a request of its own, for the address of the page, that the admin makes.
        in_admin = request.path_info.startswith(reverse("wagtailadmin_home"))
        if not report_only and (in_admin or getattr(request, "is_preview", False)):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts
