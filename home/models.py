"""The home page and plain pages such as "About us"."""

from django.db.models import Case, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import PageChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageQuerySet
from wagtail.search import index

from qa.blocks import PROSE_FEATURES, BodyBlock
from qa.comments.latest import latest_comments
from qa.experts.models import ExpertPage
from qa.models import QAIndexPage, QAPage, Topic
from site_core.foundation import shown
from site_core.foundation.models import BasePage

ANSWERS_SHOWN = 6
FEATURED_SHOWN = 3
TOPICS_SHOWN = 12
EXPERTS_SHOWN = 4


class HomePage(BasePage):
    """The first page of the site."""

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=PROSE_FEATURES,
        help_text=_("What the site is for, in a few sentences."),
    )

    # A stream rather than a table of links: it costs readers no query of its own.
    featured_answers = StreamField(
        [("answer", PageChooserBlock(page_type="qa.QAPage", label=_("Answer")))],
        verbose_name=_("featured answers"),
        blank=True,
        max_num=FEATURED_SHOWN,
        help_text=_(
            "Up to three, above the latest answers. One that is unpublished vanishes from here "
            "until it is published again."
        ),
    )

    only_here = (*BasePage.only_here, "introduction", "featured_answers")
    leads_to_sections = True
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("featured_answers"),
    ]
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
        shown.note(shown.ANSWERS, shown.EXPERTS)
        context["has_search_box"] = True
        context["featured"], context["answers"] = self._answers()
        sections = list(QAIndexPage.objects.child_of(self).published())
        context["sections"] = sections
        for section in sections[:1]:
            context["section"] = section
            context["topics"] = sorted(section.topics(), key=_most_first)[:TOPICS_SHOWN]
        experts = ExpertPage.objects.published().filter(locale=self.locale_id)
        context["experts"] = experts.select_related("portrait").order_by("title")[:EXPERTS_SHOWN]
        context["latest_comments"] = latest_comments(beside=self)
        return context

    def _answers(self) -> tuple[list[QAPage], list[QAPage]]:
        """Return the editor's choice and the latest of the other answers, read in one query."""
        chosen = [child["value"] for child in self.featured_answers.raw_data if child["value"]]
        place = Case(
            *(When(pk=pk, then=number) for number, pk in enumerate(chosen)), default=len(chosen)
        )
        answers = QAPage.objects.published().filter(locale=self.locale_id)
        found = answers.for_cards().annotate(place=place)
        found = found.order_by("place", "-updated_on", "-pk")[: len(chosen) + ANSWERS_SHOWN]
        featured = [answer for answer in found if answer.place < len(chosen)]
        latest = [answer for answer in found if answer.place == len(chosen)]
        return featured, latest[:ANSWERS_SHOWN]


def _most_first(topic: Topic) -> tuple[int, str]:
    return -topic.number, topic.name


class StandardPage(BasePage):
    """A plain page: about us, privacy, how answers are checked."""

    introduction = RichTextField(_("introduction"), blank=True, features=PROSE_FEATURES)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    only_here = (*BasePage.only_here, "introduction", "body")
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
