"""A letter as a message: plain text and HTML, with the headers every mail of the site has."""

import re
import textwrap
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.template import Context
from django.template.loader import get_template
from django.utils.translation import override
from wagtail.models import Site

from site_core.foundation.models import SiteSettings

from .registry import Letter

WIDTH = 72  # characters a line of text


def message_of(letter: Letter, *, identity: str) -> EmailMultiAlternatives:
    """Return *letter* ready to be sent.

    :param identity: the same for every attempt, so that mail programs show a mail that came twice
        only once
    :raises ValidationError: if it is not for exactly one address
    """
    validate_email(letter.to)
    subject = " ".join(letter.subject.split())
    context = {
        "site_name": _site_name(),
        "site_url": settings.WAGTAILADMIN_BASE_URL,
        "subject": subject,
        "unsubscribe_url": letter.unsubscribe_url,
        **letter.context,
    }
    with override(letter.language):
        text = wrapped(_rendered(f"{letter.template}.txt", context, autoescape=False))
        html = _rendered(f"{letter.template}.html", context, autoescape=True)
    message = EmailMultiAlternatives(
        subject=subject,
        body=text,
        to=[letter.to],
        headers={**_headers(letter, identity), **letter.headers},
    )
    message.attach_alternative(html, "text/html")
    return message


def wrapped(text: str) -> str:
    """Return *text* with long lines broken, links whole, and no two blank lines in a row."""
    lines = [_wrapped_line(line.rstrip()) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _wrapped_line(line: str) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.fill(
        line,
        WIDTH,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _headers(letter: Letter, identity: str) -> dict[str, str]:
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname
    headers = {
        "Message-ID": f"<{identity}@{host}>",
        "Auto-Submitted": "auto-generated",  # RFC 3834
        "X-Auto-Response-Suppress": "All",
    }
    if letter.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _site_name() -> str:
    site = Site.objects.filter(is_default_site=True).first()
    return SiteSettings.for_site(site).site_name if site else settings.WAGTAIL_SITE_NAME


def _rendered(name: str, context: dict, *, autoescape: bool) -> str:
    # Past the backend's own render(), which would escape plain text too.
    return get_template(name).template.render(Context(context, autoescape=autoescape))
