"""The base of every page type, and the settings of the whole site."""

from functools import partial

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Page, PageManager, PageQuerySet, PageViewRestriction, Site
from wagtail.url_routing import RouteResult

from . import shown
from .kept import is_keeping, kept
from .languages import active_locale
from .querysets import BasePageQuerySet
from .rows import single


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

    # Fields that nothing shows but the page itself, and what lists all pages for programs. Where
    # another one changes, all of the site does, which has the page in menus and above others.
    only_here: tuple[str, ...] = ("seo_title", "search_description", "social_image")
    # Whether most requests only pass through its usual children, and show nothing of them.
    leads_to_sections = False

    # What holds for whoever writes: a row that was kept may be behind for a moment.
    read_anew: tuple[str, ...] = ("live", "expire_at", "locked", "first_published_at")

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

    @classmethod
    def from_db(cls, db: str, field_names: list[str], values: list) -> "BasePage":
        page = super().from_db(db, field_names, values)
        page.note_shown()
        return page

    def note_shown(self) -> None:
        """Note that the page stands on what is being made."""
        shown.note(shown.page(self.pk))
        shown.note_end(self.__dict__.get("expire_at"))

    @property
    def url(self) -> str | None:
        """The address of the page, looked up once: a discussion asks for it hundreds of times."""
        known_for, url = self.__dict__.get("_known_url", (None, None))
        if known_for != self.url_path:
            url = self.get_url()
            self.__dict__["_known_url"] = (self.url_path, url)
        return url

    def _get_site_root_paths(self, cache_object: object = None, **kwargs) -> list:
        """Return what Wagtail has in a cache, which may be another machine, for each page."""
        look_up = super()._get_site_root_paths
        return kept("roots", make=lambda: look_up(cache_object, **kwargs), alone=True)

    def get_view_restrictions(self) -> models.QuerySet:
        """Return what Wagtail does; without a query where it is known that there is nothing."""
        look_up = super().get_view_restrictions
        if not is_keeping():
            return look_up()
        is_restricted = kept("restricted", self.pk, make=lambda: look_up().exists(), alone=True)
        return look_up() if is_restricted else PageViewRestriction.objects.none()

    def usual_children(self) -> PageQuerySet:
        """Return the children that most requests below this page are for.

        They are routed to with this one query, where Wagtail makes two and fetches nothing along.
        Rows are kept in a cache: fields that readers never see are deferred.
        """
        return PageQuerySet(Page).none()

    def usual_child(self, slug: str) -> Page | None:
        """Return the one of :meth:`usual_children` that stands at *slug*."""
        return single(self.usual_children().filter(slug=slug))

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Route as Wagtail does, but to no page past its expiry.

        Nor where the address names a language that the site has no home page in: Wagtail would
        show the pages of another language there once more. Where a page was withdrawn,
        ``request.is_gone`` says so; an exception of its own would not get past Wagtail, which turns
        each Http404 into one of its own.

        :raises Http404: for a page that nobody may read
        """
        if self.locale_id != active_locale().pk:
            raise Http404("There are no pages in this language.")
        if not path_components and not self.live:
            request.is_gone = self._was_public()
        result = self._route(request, path_components)
        if isinstance(result.page, BasePage):
            result.page.note_shown()
        expiry = result.page.expire_at
        if expiry and expiry <= timezone.now():
            request.is_gone = result.page._was_public()
            raise Http404("This page has expired.")
        return result

    def _was_public(self) -> bool:
        """Whether anybody could read the page once, and it is not about to come back."""
        comes_back = self.go_live_at is not None and self.go_live_at > timezone.now()
        return (
            self.first_published_at is not None
            and not comes_back
            and not self.get_view_restrictions().exists()
        )

    def _child_for(self, request: HttpRequest, slug: str) -> Page | None:
        child = kept(
            *("child", self.pk, slug),
            make=partial(self.usual_child, slug),
            alone=True,
            silent=self.leads_to_sections,
        )
        if child is not None and is_keeping() and request.method not in {"GET", "HEAD"}:
            child.refresh_from_db(fields=child.read_anew)
        return child

    def _route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if path_components:
            slug, *rest = path_components
            try:
                child = self._child_for(request, slug)
            except ObjectDoesNotExist as error:
                raise Http404("This page was deleted.") from error
            if child is not None:
                child._cached_parent_obj = self  # as Page.route() does
                return child.route(request, rest)
        return super().route(request, path_components)


class KeptSetting(BaseSiteSetting):
    """Settings of a site that every page asks for, kept without the fields of ``not_kept``."""

    not_kept: tuple[str, ...] = ()  # what readers never see; looked up when it is asked for

    class Meta:
        abstract = True

    @classmethod
    def for_site(cls, site: Site | None) -> "KeptSetting":
        look_up = super().for_site
        if site is None:
            return look_up(site)  # which raises what Wagtail expects

        def make() -> KeptSetting:
            setting = look_up(site)
            if is_keeping():
                for name in cls.not_kept:
                    del setting.__dict__[name]  # as Django leaves out what is deferred
            return setting

        return kept("setting", cls._meta.label, site.pk, make=make, alone=True)


@register_setting(icon="cog")
class SiteSettings(KeptSetting):
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
        default=gettext_noop(
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
