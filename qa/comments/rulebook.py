"""What the antispam rules go by on this site."""

from qa.antispam.submission import RuleBook
from site_core.foundation.models import SiteSettings

from .models import Comment, CommentSettings


def rulebook(rules: CommentSettings) -> RuleBook:
    """Return the editors' lists; the names of the experts and of the site are always reserved."""
    experts = Comment.expert.field.related_model.objects.values_list("title", flat=True)
    site = SiteSettings.for_site(rules.site)
    return RuleBook(
        blocked_words=rules.entries(rules.blocked_words),
        blocked_patterns=tuple(filter(None, map(str.strip, rules.blocked_patterns.splitlines()))),
        blocked_networks=rules.entries(rules.blocked_networks),
        reserved_names=(*experts, site.site_name, *rules.entries(rules.reserved_names)),
        crisis_phrases=rules.entries(rules.crisis_phrases),
        clinic_names=rules.entries(rules.clinic_names),
        hold_prices=rules.hold_prices,
        hold_phone_numbers=rules.hold_phone_numbers,
        hold_doses=rules.hold_doses,
        hold_identifying_details=rules.hold_identifying_details,
    )
