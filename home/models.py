"""The home page and plain pages such as "About us"."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageQuerySet
from wagtail.search import index

from qa.blocks import PROSE_FEATURES, BodyBlock
from qa.comments.latest import latest_comments
from qa.experts.models import ExpertPage
from qa.models import QAIndexPage, QAPage
from site_core.foundation.models import BasePage

ANSWERS_SHOWN = 6
EXPERTS_SHOWN = 4


class HomePage(BasePage):
    """The first page of the site."""

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=PROSE_FEATURES,
        help_text=_("What the site is for, in a few sentences."),
    )

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["qa.QAIndexPage", "qa_experts.ExpertIndexPage", "home.StandardPage"]
    max_count = 1
    page_description = _("The first page of the site.")

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def usual_children(self) -> PageQuerySet:
        """Return the sections of answers, through which most requests go."""
        return QAIndexPage.objects.child_of(self)

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        answers = QAPage.objects.published().filter(locale=self.locale_id)
        context["answers"] = answers.for_cards()[:ANSWERS_SHOWN]
        context["sections"] = QAIndexPage.objects.child_of(self).published()
        experts = ExpertPage.objects.published().filter(locale=self.locale_id)
        context["experts"] = experts.select_related("portrait").order_by("title")[:EXPERTS_SHOWN]
        context["latest_comments"] = latest_comments(beside=self)
        return context


class StandardPage(BasePage):
    """A plain page: about us, privacy, how answers are checked."""

    introduction = RichTextField(_("introduction"), blank=True, features=PROSE_FEATURES)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    page_description = _("A plain page, such as “About us” or “Privacy”.")

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")
