"""What the head of a page tells other programs."""

import json

from django import template
from django.utils.safestring import SafeString, mark_safe

from qa.syndication import head
from qa.syndication.structured_data import data_of
from qa.syndication.view_of_page import View, view_of

register = template.Library()

# What could end the element, or begin another or an entity, as Django's json_script escapes it.
_ESCAPES = {ord(char): f"\\u{ord(char):04X}" for char in "<>&"}

register.simple_tag(head.alternates_of, name="alternates_of")
register.simple_tag(head.article_of, name="article_of")
register.simple_tag(head.social_image_of, name="social_image")
register.simple_tag(head.kind_of, name="og_type")
register.simple_tag(head.locale, name="og_locale")


@register.simple_tag(takes_context=True)
def view_of_page(context: template.Context) -> View | None:
    """Return what the page shows, None in previews and where there is no page."""
    return view_of(context.flatten())


@register.simple_tag
def structured_data(view: View) -> SafeString:
    """Return the data of the page as a JSON-LD block, which no browser runs."""
    text = json.dumps(data_of(view)).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped
