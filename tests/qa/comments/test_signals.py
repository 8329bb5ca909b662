import pytest
from django.conf import settings
from django.contrib.sites.models import Site as DjangoSite
from wagtail.models import Site

pytestmark = pytest.mark.django_db


def test_the_django_site_follows_the_default_wagtail_site() -> None:
    site = Site.objects.get(is_default_site=True)
    site.hostname, site.port = "answers.example", 443
    site.save()
    assert DjangoSite.objects.get(pk=settings.SITE_ID).domain == "answers.example"


def test_another_wagtail_site_does_not_touch_it() -> None:
    before = DjangoSite.objects.get(pk=settings.SITE_ID).domain
    root_page = Site.objects.get(is_default_site=True).root_page
    Site.objects.create(hostname="other.example", root_page=root_page)
    assert DjangoSite.objects.get(pk=settings.SITE_ID).domain == before
