"""The list of experts and their profiles."""

from django.conf import settings
from django.core.paginator import InvalidPage, Page, Paginator
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, PageQuerySet
from wagtail.search import index

from site_core.foundation.models import BasePage

# Inline marks and lists; a profile needs no headings.
BIOGRAPHY_FEATURES = ["bold", "italic", "link", "ol", "ul"]
REPLIES_A_PAGE = 10


class ExpertIndexPage(BasePage):
    """Lists the experts."""

    introduction = RichTextField(_("introduction"), blank=True, features=BIOGRAPHY_FEATURES)

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

    def experts(self):
        """Return the published profiles, by name."""
        return self.usual_children().published().order_by("title")


class ExpertPage(BasePage):
    """An expert's profile. Its title is the expert's name as readers see it."""

    post_nominals = models.CharField(
        _("post-nominals"),
        max_length=120,
        blank=True,
        help_text=_("Letters after the name, such as “MD, PhD”."),
    )
    role = models.CharField(
        _("role"), max_length=160, blank=True, help_text=_("Such as “Consultant neurologist”.")
    )
    portrait = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    biography = RichTextField(
        _("biography"),
        blank=True,
        features=BIOGRAPHY_FEATURES,
        help_text=_("Training, work and interests, declared ones too."),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="expert_page",
        help_text=_("Replies made with this account count as this expert's."),
    )

    # An account writes as one profile; those in other languages are of the same expert.
    exclude_fields_in_copy = ["user"]
    content_panels = [
        *BasePage.content_panels,
        FieldRowPanel([FieldPanel("post_nominals"), FieldPanel("role")]),
        FieldPanel("portrait"),
        FieldPanel("biography"),
        InlinePanel("specialisms", label=_("Specialism")),
        MultiFieldPanel([FieldPanel("user")], heading=_("Account")),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("role"),
        index.SearchField("biography"),
        index.RelatedFields("specialisms", [index.SearchField("name")]),
    ]
    parent_page_types = ["qa_experts.ExpertIndexPage"]
    subpage_types: list[str] = []
    page_description = _("Who an expert is and what they answered.")
    template = "qa/expert_page.html"

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")

    @property
    def name_with_letters(self) -> str:
        """The name, followed by the post-nominals if there are any."""
        return f"{self.title}, {self.post_nominals}" if self.post_nominals else self.title

    def published_answers(self):
        """Return this expert's published answers, newest first."""
        return self.answers.model.objects.published().filter(**self._mine("")).for_cards()

    def published_replies(self):
        """Return this expert's replies in discussions that anybody may read, newest first."""
        replies = self.replies.model.objects.readable().filter(**self._mine("page__"))
        replies = replies.select_related("page", "reply_to__expert")
        return replies.order_by("-posted_at", "-pk")

    def _mine(self, page: str) -> dict:
        """Return the filter for what this expert wrote on pages in the language of this profile.

        In whatever language the profile is that stands beside it.

        :param page: how a row leads to its page, with "__" behind, "" if it is a page itself
        """
        return {
            "expert__translation_key": self.translation_key,
            f"{page}locale": self.locale_id,
        }

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        if self.pk:
            context["replies"] = self._replies_on(request.GET.get("page", "1"))
        return context

    def _replies_on(self, number: str) -> Page:
        try:
            return Paginator(self.published_replies(), REPLIES_A_PAGE).page(number)
        except InvalidPage as error:
            raise Http404("The list has no such page.") from error


class Specialism(Orderable):
    """Something an expert knows particularly well."""

    expert = ParentalKey(ExpertPage, on_delete=models.CASCADE, related_name="specialisms")
    name = models.CharField(_("name"), max_length=80)

    panels = [FieldPanel("name")]

    class Meta(Orderable.Meta):
        verbose_name = _("specialism")
        verbose_name_plural = _("specialisms")

    def __str__(self) -> str:
        return self.name
