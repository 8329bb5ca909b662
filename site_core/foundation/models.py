"""The base of every page type, and the settings of the whole site."""

from django.db import models
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Page, PageManager

from .querysets import BasePageQuerySet


class BasePage(Page):
    """A page with a social picture, never served after its expiry."""

    social_image = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("social image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Shown where the page is shared, 1200 × 630 pixels at best. Left empty, the picture "
            "of the site is used."
        ),
    )

    objects = PageManager.from_queryset(BasePageQuerySet)()

    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            heading=_("For search engines"),
        ),
        MultiFieldPanel([FieldPanel("social_image")], heading=_("When shared")),
        MultiFieldPanel([FieldPanel("show_in_menus")], heading=_("For site menus")),
    ]

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]):
        """Route as Wagtail does, but raise Http404 where this page itself is past its expiry."""
        result = super().route(request, path_components)
        if result.page == self and self.expire_at and self.expire_at <= timezone.now():
            raise Http404("This page has expired.")
        return result


@register_setting(icon="cog")
class SiteSettings(BaseSiteSetting):
    """What the site calls itself and says on every page."""

    site_name = models.CharField(
        _("site name"),
        max_length=80,
        default="Ask Our Experts",
        help_text=_("In the header of every page and in the title of the browser window."),
    )
    strapline = models.CharField(
        _("strapline"), max_length=120, blank=True, help_text=_("One short line under the name.")
    )
    disclaimer = models.TextField(
        _("disclaimer"),
        blank=True,
        default=(
            "This site gives general information. It does not replace advice from your own doctor."
        ),
        help_text=_("Shown under every answer and in the footer of every page. Plain text."),
    )
    contact_email = models.EmailField(
        _("contact address"),
        blank=True,
        help_text=_("Shown in the footer, so that readers can write to the editors."),
    )
    social_image = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("social image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown where a page without a picture of its own is shared."),
    )

    # One query for the settings and their picture together.
    select_related = ["social_image"]

    panels = [
        MultiFieldPanel([FieldPanel("site_name"), FieldPanel("strapline")], heading=_("Name")),
        FieldPanel("disclaimer"),
        FieldPanel("contact_email"),
        FieldPanel("social_image"),
    ]

    class Meta:
        verbose_name = _("site")
