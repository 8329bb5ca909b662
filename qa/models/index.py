"""The list of answers, whole or by topic."""

import re

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.models import PageQuerySet
from wagtail.search import index

from qa.blocks import PROSE_FEATURES
from qa.comments.models import SameQuestion
from qa.comments.policy import DiscussionRulesMixin
from site_core.foundation.models import BasePage

from .answer import QAPage
from .topics import Topic

ANSWERS_A_PAGE = 12
PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


class QAIndexPage(RoutablePageMixin, DiscussionRulesMixin, BasePage):
    """A section of answers, such as "Ask Our Experts"."""

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=PROSE_FEATURES,
        help_text=_("Shown above the list: who answers here, and how."),
    )

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    settings_panels = [*BasePage.settings_panels, *DiscussionRulesMixin.discussion_panels]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["qa.QAPage"]
    page_description = _("Lists the answers below it, and those of each topic.")
    template = "qa/index_page.html"

    class Meta:
        verbose_name = _("section of answers")
        verbose_name_plural = _("sections of answers")

    def usual_children(self) -> PageQuerySet:
        """Return the answers, each with all that its page shows beside its own fields."""
        answers = QAPage.objects.child_of(self).select_related("expert__portrait", "reviewer")
        return answers.annotate(same_question_count=SameQuestion.count())

    def answers(self):
        """Return the published answers of this section, newest first."""
        return QAPage.objects.descendant_of(self).published().for_cards()

    def topics(self):
        """Return the topics that published answers of this section are filed under."""
        published = QAPage.objects.descendant_of(self).published()
        return Topic.objects.filter(answers__in=published.values("pk")).distinct()

    @path("")
    def index_route(self, request: HttpRequest) -> HttpResponse:
        """Show all answers of the section."""
        return self._list(request, self.answers())

    @path("topics/<slug:slug>/")
    def topic(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Show the answers on one topic."""
        topic = get_object_or_404(Topic, slug=slug)
        return self._list(request, self.answers().by_topic(topic), topic)

    def _list(self, request: HttpRequest, answers, topic: Topic | None = None) -> HttpResponse:
        paginator = Paginator(answers, ANSWERS_A_PAGE)
        number = request.GET.get("page", "1")
        if not PAGE_NUMBER.fullmatch(number) or int(number) > paginator.num_pages:
            raise Http404("The list has no such page.")
        return self.render(
            request,
            context_overrides={
                "answers": paginator.get_page(number),
                "topic": topic,
                "topics": self.topics(),
            },
        )
