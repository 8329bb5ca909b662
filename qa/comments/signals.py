"""Signals of comments; and keeps django.contrib.sites in step with the Wagtail site."""

from django.conf import settings
from django.contrib.sites.models import Site as DjangoSite
from django.db.models.signals import post_save
from django.dispatch import Signal, receiver
from wagtail.models import Site

# Many comments were added to a page at once, without a signal of each; sent with ``page``.
comments_added = Signal()
# What is kept of how much is said on pages was wrong; sent with ``pages``, the keys of these.
numbers_put_right = Signal()


@receiver(post_save, sender=Site)
def name_the_django_site(sender, instance: Site, raw: bool = False, **kwargs) -> None:
    """Give the row that comments point to the host of the default Wagtail site."""
    if not raw and instance.is_default_site:
        DjangoSite.objects.update_or_create(
            pk=settings.SITE_ID,
            defaults={
                "domain": instance.root_url.partition("://")[2],
                "name": instance.site_name[:50] or instance.hostname[:50],
            },
        )
