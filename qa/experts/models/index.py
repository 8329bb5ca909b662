"""The list of experts."""

from django.db.models import Count, Func, IntegerField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import PageQuerySet
from wagtail.search import index

from site_core.foundation import shown
from site_core.foundation.models import BasePage
from site_core.foundation.paging import one_page
from site_core.foundation.querysets import unpublished

from .profile import BIOGRAPHY_FEATURES, ExpertPage, Specialism

EXPERTS_A_PAGE = 24
MANY_EXPERTS = 12  # more than these can be narrowed down to a specialism


_OF_EXPERT = """
SELECT COUNT(*) FROM {answers} answer JOIN wagtailcore_page own ON own.id = answer.expert_id
WHERE own.translation_key = {key}
"""
_ELSEWHERE = """
SELECT id FROM wagtailcore_page
WHERE locale_id IN (SELECT id FROM wagtailcore_locale WHERE id <> %s)
"""


class _AnswerCount(Func):
    """How many published answers in a language are by an expert, in whatever language they are.

    All are counted in an index, less the few that nobody may read or that are in other languages:
    whether each may be read is asked of thousands of pages otherwise.
    """

    output_field = IntegerField()

    def __init__(self, translation_key: str, *, locale: int) -> None:
        super().__init__(translation_key)
        self.locale = locale

    def as_sql(self, compiler, connection, **context):
        answers = ExpertPage._meta.get_field("answers").related_model._meta.db_table
        key, values = compiler.compile(self.source_expressions[0])
        own = _OF_EXPERT.format(answers=answers, key=key)
        hidden, hidden_values = unpublished()
        left_out = f"{own} AND answer.page_ptr_id IN ({hidden} UNION {_ELSEWHERE})"
        return f"(({own}) - ({left_out}))", [*values, *values, *hidden_values, self.locale]


class ExpertIndexPage(BasePage):
    """Lists the experts."""

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=BIOGRAPHY_FEATURES,
        help_text=_("Shown above the list: who may answer here, and how you choose them."),
    )

    only_here = (*BasePage.only_here, "introduction")
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["qa_experts.ExpertPage"]
    max_count_per_parent = 1
    page_description = _("Lists the experts who answer.")
    template = "qa/expert_index_page.html"

    class Meta:
        verbose_name = _("list of experts")
        verbose_name_plural = _("lists of experts")

    def usual_children(self) -> PageQuerySet:
        """Return the profiles, each with its portrait, without what readers never see."""
        profiles = ExpertPage.objects.child_of(self).select_related("portrait")
        return profiles.defer("message_address")

    def experts(self) -> PageQuerySet:
        """Return the published profiles by name, each with ``answer_count``."""
        shown.note(shown.EXPERTS, shown.ANSWERS)
        number = _AnswerCount("translation_key", locale=self.locale_id)
        listed = self.usual_children().published().annotate(answer_count=number)
        return listed.prefetch_related("specialisms").order_by("title", "pk")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        experts = self.experts()
        number = self.usual_children().published().count()
        offered = self._specialisms() if number > MANY_EXPERTS else {}
        chosen = request.GET.get("specialism", "")
        # What nobody is known for is no choice; the database is asked only for what it has.
        if chosen in offered:
            number = offered[chosen]
            experts = experts.filter(specialisms__name=chosen).distinct()
            context |= {"specialism": chosen, "is_narrowed": True}
        context["specialisms"] = offered.items()
        context["experts"] = one_page(request, experts, EXPERTS_A_PAGE, count=number)
        return context

    def _specialisms(self) -> dict[str, int]:
        """Return the specialisms of the published experts, and how many have each."""
        published = ExpertPage.objects.child_of(self).published().values("pk")
        names = Specialism.objects.filter(expert__in=published).order_by("name").values_list("name")
        return dict(names.annotate(number=Count("expert", distinct=True)))
