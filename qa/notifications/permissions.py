from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import policy_registry

from site_core.foundation.models import SiteSettings


def mail_policy() -> BasePermissionPolicy:
    """Return the policy of the site's settings: whoever changes them looks after mail too."""
    return policy_registry.get_by_type(SiteSettings)


def user_can_look_after_mail(user) -> bool:
    return mail_policy().user_has_permission(user, "change")
