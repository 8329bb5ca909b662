"""The list of experts."""

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import PageQuerySet
from wagtail.search import index

from site_core.foundation import shown
from site_core.foundation.models import BasePage
from site_core.foundation.paging import one_page

from .profile import BIOGRAPHY_FEATURES, ExpertPage, Specialism

EXPERTS_A_PAGE = 24
MANY_EXPERTS = 12  # more than these can be narrowed down to a specialism


class ExpertIndexPage(BasePage):
    """Lists the experts."""

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=BIOGRAPHY_FEATURES,
        help_text=_("Shown above the list: who may answer here, and how you choose them."),
    )

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
        """Return the profiles, each with its portrait."""
        return ExpertPage.objects.child_of(self).select_related("portrait")

    def experts(self) -> PageQuerySet:
        """Return the published profiles by name, each with ``answer_count``."""
        shown.note(shown.EXPERTS, shown.ANSWERS)
        answers = ExpertPage._meta.get_field("answers").related_model.objects.published()
        own = answers.filter(
            expert__translation_key=OuterRef("translation_key"), locale=OuterRef("locale")
        )
        own = own.order_by().values("expert__translation_key")
        number = Subquery(own.annotate(number=Count("pk")).values("number"))
        listed = self.usual_children().published().annotate(answer_count=Coalesce(number, 0))
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
