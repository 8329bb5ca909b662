"""The list of answers: whole or filtered, by topic, and from A to Z."""

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
from qa.querysets import QAPageQuerySet
from site_core.foundation import shown
from site_core.foundation.headers import keep_publicly
from site_core.foundation.models import BasePage
from site_core.foundation.paging import OneThenOther, by_keys, one_page

from .alphabet import LETTERS, Alphabet, label_of, letter_of
from .answer import QAPage
from .filters import DISCUSSED, Facets, Filters
from .tally import few_left_out, topics_below
from .topics import Topic

ANSWERS_A_PAGE = 12
TITLES_A_PAGE = 100
MOST_DISCUSSED_SHOWN = 3
RELATED_TOPICS_SHOWN = 8


class QAIndexPage(RoutablePageMixin, DiscussionRulesMixin, BasePage):
    """A section of answers, such as "Ask Our Experts"."""

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=PROSE_FEATURES,
        help_text=_("Shown above the list: who answers here, and how."),
    )

    read_anew = (*BasePage.read_anew, "comment_policy", "close_after_days")
    only_here = (*BasePage.only_here, "introduction")
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
        private = (f"{expert}__message_address" for expert in ("expert", "reviewer"))
        return answers.defer(*private).annotate(same_question_count=SameQuestion.count())

    def usual_child(self, slug: str) -> QAPage | None:
        child = super().usual_child(slug)
        if child is not None:
            shown.note(shown.same_question(child.pk))  # their number came along
        return child

    def answers(self) -> QAPageQuerySet:
        """Return the published answers of this section, newest first."""
        return self._published().for_cards()

    def topics(self) -> list[Topic]:
        """Return the topics that published answers of this section are filed under, by name."""
        return topics_below(self)

    def get_cached_paths(self) -> list[str]:
        """Return what caches in front know of this section."""
        return ["/", "/feed/", "/a-z/", *(f"/a-z/{letter}/" for letter in LETTERS)]

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict]:
        """Return the address of the section, and of its lists by topic and from A to Z."""
        own = super().get_sitemap_urls(request)
        topics = [f"topics/{topic.slug}/" for topic in self.topics()]
        lists = [*topics, "a-z/"] if topics or self._published().exists() else []
        address = self.get_full_url(request)
        return [*own, *({"location": address + below} for below in lists)]

    def _published(self) -> QAPageQuerySet:
        shown.note(shown.ANSWERS)
        return QAPage.objects.descendant_of(self).published()

    def _newest_keys(self) -> QAPageQuerySet:
        """Return the answers newest first, for their keys: in an index, without looking at pages.

        Where few pages are hidden or elsewhere, these are left out by name.
        """
        left_out = few_left_out(self)
        if left_out is None:
            return self._published().newest_first()
        return QAPage.objects.exclude(pk__in=left_out).newest_first()

    @path("")
    def index_route(self, request: HttpRequest) -> HttpResponse:
        """Show the answers of the section, or those that the reader has narrowed them down to."""
        filters = Filters.read(request.GET)
        facets = Facets(self, self._published(), filters)
        found = filters.apply(self.answers())
        if filters.sort == DISCUSSED:
            found = OneThenOther(found.most_discussed(), found.not_discussed())
        answers = one_page(
            request,
            found,
            ANSWERS_A_PAGE,
            count=facets.total(),
            far_keys=lambda: filters.apply(self._newest_keys()),
        )
        context = {
            "answers": answers,
            "filters": filters,
            "form": facets.form(),
            "is_narrowed": bool(filters or filters.sort),
        }
        return self.render(request, context_overrides=context)

    @path("topics/<slug:slug>/")
    def topic(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Show what there is on one topic."""
        topic = get_object_or_404(Topic, slug=slug)
        answers = self.answers().by_topic(topic)
        shown = one_page(request, answers, ANSWERS_A_PAGE)
        context = {
            "below": f"topics/{topic.slug}/",
            "topic": topic,
            "answers": shown,
            "related_topics": self._related(topic),
        }
        if shown.number == 1 and shown.has_next():
            most = by_keys(answers.most_discussed(), 0, MOST_DISCUSSED_SHOWN)
            context["most_discussed"] = list(most)
        response = self.render(request, context_overrides=context, template="qa/topic_page.html")
        return keep_publicly(response, can_be_purged=False)

    def _related(self, topic: Topic):
        """Return the topics that answers on *topic* are filed under, too, the closest first."""
        near = Topic.objects.with_answers(self._published().by_topic(topic)).exclude(pk=topic.pk)
        return near.order_by("-number", "name")[:RELATED_TOPICS_SHOWN]

    @path("a-z/")
    def a_to_z(self, request: HttpRequest) -> HttpResponse:
        """Show all topics, and the letters that answers are found under."""
        topics = self.topics()
        bar = Alphabet(self._published()).bar(topics)
        has_any = any(has_any for _letter, _label, has_any in bar)
        context = {"below": "a-z/", "bar": bar, "has_any": has_any, "topics": topics}
        return self.render(request, context_overrides=context, template="qa/a_to_z.html")

    @path("a-z/<str:letter>/")
    def letter(self, request: HttpRequest, letter: str) -> HttpResponse:
        """Show the topics and the answers that begin with one letter, accents apart."""
        if letter not in LETTERS:
            raise Http404("There is no such letter.")
        topics = self.topics()
        alphabet = Alphabet(self._published().only_titles())
        own = [topic for topic in topics if letter_of(topic.name) == letter]
        if not alphabet.has(letter) and not own:
            raise Http404("Nothing begins with this letter.")
        context = {
            "below": f"a-z/{letter}/",
            "letter": letter,
            "label": label_of(letter),
            "bar": alphabet.bar(topics),
            "topics": own,
            "answers": one_page(request, alphabet.answers(letter), TITLES_A_PAGE),
        }
        return self.render(request, context_overrides=context, template="qa/a_to_z.html")
