"""An expert's profile: who answers, and why readers may believe them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.search import index

from site_core.foundation import shown
from site_core.foundation.models import BasePage
from site_core.foundation.paging import one_page

# Inline marks and lists; a profile needs no headings.
BIOGRAPHY_FEATURES = ["bold", "italic", "link", "ol", "ul"]
ANSWERS_A_PAGE = 12
REPLIES_A_PAGE = 10
FIRST_YEAR, LAST_YEAR = 1900, 2100


class ExpertPage(RoutablePageMixin, BasePage):
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
        help_text=_("Training, work and what they care about, in a few paragraphs."),
    )
    languages = models.CharField(
        _("languages"),
        max_length=160,
        blank=True,
        help_text=_("Besides that of the site, such as “Dutch and German”."),
    )
    registration_body = models.CharField(
        _("register"),
        max_length=160,
        blank=True,
        help_text=_("Who keeps the professional register, such as a medical council."),
    )
    registration_number = models.CharField(_("number in the register"), max_length=60, blank=True)
    registration_checked_on = models.DateField(
        _("checked on"),
        null=True,
        blank=True,
        help_text=_("The day somebody looked it up in the register itself."),
    )
    registration_checked_by = models.CharField(
        _("checked by"),
        max_length=120,
        blank=True,
        help_text=_("As readers see it, such as “our editor Ruth Ellery”. Left empty: “we”."),
    )
    declared_interests = models.TextField(
        _("declared interests"),
        blank=True,
        help_text=_(
            "Who pays them, and what they own or hold that readers should know of. Plain text. "
            "Left empty, the page says that none were declared, if there is a date."
        ),
    )
    interests_declared_on = models.DateField(
        _("declared on"), null=True, blank=True, help_text=_("Ask again every year.")
    )
    takes_messages = models.BooleanField(
        _("readers may write to this expert"),
        default=False,
        help_text=_("Shows a form on the profile. What readers send is mailed and not kept here."),
    )
    message_address = models.EmailField(
        _("address for messages"),
        blank=True,
        help_text=_("Where the messages go. Readers never see it, unless the expert writes back."),
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
    read_anew = (*BasePage.read_anew, "takes_messages")
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("post_nominals"), FieldPanel("role")]),
                FieldPanel("portrait"),
                FieldPanel("biography"),
                FieldPanel("languages"),
            ],
            heading=_("Who it is"),
        ),
        InlinePanel("specialisms", heading=_("Specialisms"), label=_("Specialism")),
        InlinePanel("qualifications", heading=_("Qualifications"), label=_("Qualification")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("registration_body"), FieldPanel("registration_number")]),
                FieldRowPanel(
                    [
                        FieldPanel("registration_checked_on"),
                        FieldPanel("registration_checked_by"),
                    ]
                ),
            ],
            heading=_("Registration"),
        ),
        MultiFieldPanel(
            [FieldPanel("declared_interests"), FieldPanel("interests_declared_on")],
            heading=_("Interests"),
        ),
        MultiFieldPanel(
            [FieldPanel("takes_messages"), FieldPanel("message_address")],
            heading=_("Messages from readers"),
        ),
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

    def clean(self) -> None:
        super().clean()
        errors = {
            name: _("This day is still to come.")
            for name in ("registration_checked_on", "interests_declared_on")
            if (day := getattr(self, name)) and day > timezone.localdate()
        }
        if self.registration_checked_on and not self.registration_body:
            errors["registration_body"] = _("Name the register that was looked into.")
        if self.takes_messages and not self.message_address:
            errors["message_address"] = _("Say where the messages go.")
        if errors:
            raise ValidationError(errors)

    @cached_property
    def specialism_list(self) -> list["Specialism"]:
        """The specialisms, in the editor's order, fetched once for everything that shows them."""
        return list(self.specialisms.all())

    def published_answers(self):
        """Return this expert's published answers, newest first."""
        shown.note(shown.ANSWERS)
        return self.answers.model.objects.published().filter(**self._mine("")).for_cards()

    def published_replies(self):
        """Return this expert's replies in discussions that anybody may read, newest first."""
        shown.note(shown.replies(self.translation_key))
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
            context["answers"] = one_page(request, self.published_answers(), ANSWERS_A_PAGE)
            context["replies"] = one_page(
                request, self.published_replies(), REPLIES_A_PAGE, parameter="replies"
            )
        return context

    @path("contact/")
    def contact(self, request: HttpRequest) -> HttpResponse:
        """Show or take the form that readers write to the expert with."""
        from ..views import ContactView

        return ContactView.as_view()(request, page=self)

    @path("contact/sent/")
    def message_sent(self, request: HttpRequest) -> HttpResponse:
        """Say what becomes of a message."""
        from ..views import SentView

        return SentView.as_view()(request, page=self)


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


class Qualification(Orderable):
    """A degree, a specialist examination, a licence."""

    expert = ParentalKey(ExpertPage, on_delete=models.CASCADE, related_name="qualifications")
    title = models.CharField(
        _("what"), max_length=160, help_text=_("Such as “Doctor of Medicine (MD)”.")
    )
    institution = models.CharField(_("where"), max_length=160, blank=True)
    year = models.PositiveSmallIntegerField(
        _("year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )

    panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("institution"), FieldPanel("year")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")

    def __str__(self) -> str:
        return self.title
