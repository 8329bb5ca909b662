"""What the templates of an answer need beside its fields."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from wagtail.templatetags.wagtailcore_tags import richtext

register = template.Library()


@register.simple_tag(takes_context=True)
def cited(context: dict, value) -> SafeString:
    """Return rich text as HTML; on an answer, ``[2]`` in it leads to the second reference."""
    html = str(richtext(value))
    citations = context.get("citations")
    return citations.link(html) if citations else mark_safe(html)  # noqa: S308 - Wagtail cleans it


@register.simple_tag(takes_context=True)
def places_citing(context: dict, number: int) -> list[str]:
    """Return the ids of the places that cite reference *number*, none outside an answer."""
    citations = context.get("citations")
    return citations.places(number) if citations else []
