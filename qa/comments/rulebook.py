"""What the antispam rules go by on this site."""

from wagtail.models import Site

from qa.antispam.submission import RuleBook
from site_core.foundation import shown
from site_core.foundation.kept import kept
from site_core.foundation.models import SiteSettings

from .models import Comment, CommentSettings


def rulebook(rules: CommentSettings) -> RuleBook:
    """Return the editors' lists; the names of the experts and of the site are always reserved."""
    names = kept("names", rules.site_id, make=lambda: _names_on(rules.site), alone=True)
    return RuleBook(
        blocked_words=rules.entries(rules.blocked_words),
        blocked_patterns=tuple(filter(None, map(str.strip, rules.blocked_patterns.splitlines()))),
        blocked_networks=rules.entries(rules.blocked_networks),
        reserved_names=(*names, *rules.entries(rules.reserved_names)),
        crisis_phrases=rules.entries(rules.crisis_phrases),
        clinic_names=rules.entries(rules.clinic_names),
        hold_prices=rules.hold_prices,
        hold_phone_numbers=rules.hold_phone_numbers,
        hold_doses=rules.hold_doses,
        hold_identifying_details=rules.hold_identifying_details,
    )


def _names_on(site: Site) -> list[str]:
    """Return the names of the experts and of the site."""
    shown.note(shown.EXPERTS)
    experts = Comment.expert.field.related_model.objects.values_list("title", flat=True)
    return [*experts, SiteSettings.for_site(site).site_name]
