"""What editors set for all discussions."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, validate_email
from django.db import models
from django.db.transaction import atomic
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting
from wagtail.fields import StreamField

from qa.antispam.defaults import (
    DEFAULT_BLOCKED_WORDS,
    DEFAULT_CRISIS_HELP,
    DEFAULT_CRISIS_PHRASES,
    lines,
    validate_networks,
    validate_patterns,
)
from site_core.foundation.languages import translated
from site_core.foundation.models import KeptSetting

from ..canned import CannedReplyBlock
from ..policy import CommentPolicy
from .receipt import ConsentStatement

LONGEST_TIME = 36_500  # days: a century, within what dates can reach
DEFAULT_REJECTION_REASONS = (
    gettext_noop("It names a doctor, a clinic or another person."),
    gettext_noop("It gives advice that could harm somebody."),
    gettext_noop("It is about something else than this page."),
    gettext_noop("It advertises something."),
    gettext_noop("It is unfriendly to others here."),
)


def blocked_words() -> str:
    return "\n".join(DEFAULT_BLOCKED_WORDS)


def crisis_phrases() -> str:
    return "\n".join(DEFAULT_CRISIS_PHRASES)


def crisis_help() -> str:
    return DEFAULT_CRISIS_HELP


def rejection_reasons() -> str:
    return "\n".join(DEFAULT_REJECTION_REASONS)


def validate_addresses(text: str) -> None:
    """Raise ValidationError naming the first line that is no e-mail address."""
    for number, address in enumerate(text.splitlines(), start=1):
        if address.strip():
            try:
                validate_email(address.strip())
            except ValidationError as error:
                raise ValidationError(
                    _("Line %(number)d is not an e-mail address."), params={"number": number}
                ) from error


@register_setting(icon="comment", order=150)
class CommentSettings(KeptSetting):
    """The rules of the site's discussions; sections and pages may say otherwise on two of them."""

    not_kept = ("alert_addresses",)

    comment_policy = models.CharField(
        _("comment policy"),
        max_length=12,
        choices=CommentPolicy,
        default=CommentPolicy.HOLD_FIRST,
        help_text=_("Holds where neither the answer nor its section says otherwise."),
    )
    close_after_days = models.PositiveIntegerField(
        _("close after (days)"),
        default=0,
        validators=[MaxValueValidator(LONGEST_TIME)],
        help_text=_(
            "Days after publication from which nobody can add a comment; 0 means never. Sections "
            "and answers may say otherwise."
        ),
    )
    email_required = models.BooleanField(
        _("ask for an e-mail address"),
        default=False,
        help_text=_(
            "Every reader must then confirm an address before a comment goes on. Otherwise the "
            "address is optional, and comments without one go straight to moderation."
        ),
    )
    edit_minutes = models.PositiveIntegerField(
        _("time for changes (minutes)"),
        default=15,
        validators=[MaxValueValidator(LONGEST_TIME)],
        help_text=_("How long readers can change a comment once it is public."),
    )
    consent_text = models.TextField(
        _("consent statement"),
        default=gettext_noop(
            "By posting you agree that your name and your comment are shown here to everybody, "
            "and that we keep them, with your e-mail address and the network you wrote from, "
            "until you erase them. Your address is never shown."
        ),
        help_text=_("Every version is kept, and each comment remembers which one was agreed to."),
    )
    medical_notice = models.CharField(
        _("notice on medical advice"),
        max_length=200,
        default=gettext_noop(
            "Nothing said here is medical advice. Please do not name doctors or clinics."
        ),
        help_text=_("Shown at the form."),
    )
    alert_addresses = models.TextField(
        _("alert addresses"),
        blank=True,
        validators=[validate_addresses],
        help_text=_(
            "One a line; told at once when a comment shows signs of a crisis. Left empty, the "
            "contact address of the site is told, and every moderator and administrator who has "
            "an address."
        ),
    )
    alerts_of_waiting = models.BooleanField(
        _("mail about every comment that waits"),
        default=False,
        help_text=_(
            "Moderators are mailed when a comment waits for them, with links to publish or reject "
            "it. Without this, only signs of a crisis are mailed."
        ),
    )
    crisis_help = models.TextField(
        _("help in a crisis"),
        default=crisis_help,
        help_text=_("Shown at once to a reader whose comment shows signs of a crisis."),
    )
    crisis_phrases = models.TextField(
        _("signs of a crisis"), default=crisis_phrases, blank=True, help_text=_("One a line.")
    )
    clinic_names = models.TextField(
        _("names of clinics and doctors"),
        blank=True,
        help_text=_("One a line; comments that name one are held."),
    )
    hold_prices = models.BooleanField(_("hold comments with prices"), default=True)
    hold_phone_numbers = models.BooleanField(_("hold comments with phone numbers"), default=True)
    hold_doses = models.BooleanField(_("hold comments with doses"), default=True)
    hold_identifying_details = models.BooleanField(
        _("hold comments that show who somebody is"), default=True
    )
    blocked_words = models.TextField(
        _("blocked words"),
        default=blocked_words,
        blank=True,
        help_text=_("One word or phrase a line; comments with one of them are held as spam."),
    )
    blocked_networks = models.TextField(
        _("blocked networks"),
        blank=True,
        validators=[validate_networks],
        help_text=_(
            "One address or network a line, such as 192.0.2.0/24; comments from there are held "
            "as spam."
        ),
    )
    reserved_names = models.TextField(
        _("reserved names"),
        blank=True,
        help_text=_(
            "One a line; readers cannot post under them. The names of the experts and of the "
            "site are always reserved."
        ),
    )

    blocked_patterns = models.TextField(
        _("blocked patterns"),
        blank=True,
        validators=[validate_patterns],
        help_text=_(
            "One regular expression a line, without regard to capitals; comments that match are "
            "held as spam. Example: ^buy .{1,20} online"
        ),
    )
    rejection_reasons = models.TextField(
        _("reasons for rejection"),
        default=rejection_reasons,
        blank=True,
        help_text=_("One a line, to choose from at the desk; the author of the comment reads it."),
    )
    canned_replies = StreamField(
        [("reply", CannedReplyBlock())],
        verbose_name=_("canned replies"),
        blank=True,
        help_text=_(
            "Texts that experts begin a reply with. {name} becomes the name of whoever asked, "
            "{title} the title of the answer, {expert} the expert's own name."
        ),
    )
    reply_notice = models.CharField(
        _("notice under expert replies"),
        max_length=200,
        blank=True,
        default=gettext_noop(
            "General information, not advice on your own case. Please ask your doctor."
        ),
        help_text=_("Stands under every expert reply in a discussion."),
    )
    keep_refused_days = models.PositiveIntegerField(
        _("keep spam and rejected comments (days)"),
        default=90,
        validators=[MaxValueValidator(LONGEST_TIME)],
        help_text=_("Then they are deleted for good; 0 means never. Unconfirmed ones likewise."),
    )
    keep_earlier_days = models.PositiveIntegerField(
        _("keep earlier texts (days)"),
        default=30,
        validators=[MaxValueValidator(LONGEST_TIME)],
        help_text=_(
            "Texts that authors changed and words that moderators removed are then deleted for "
            "good; 0 means never."
        ),
    )
    keep_network_days = models.PositiveIntegerField(
        _("keep network addresses (days)"),
        default=90,
        validators=[MaxValueValidator(LONGEST_TIME)],
        help_text=_("The network a comment came from is then forgotten; 0 means never."),
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("comment_policy"),
                FieldRowPanel([FieldPanel("close_after_days"), FieldPanel("edit_minutes")]),
                FieldPanel("email_required"),
            ],
            heading=_("Who may say what, and until when"),
        ),
        MultiFieldPanel(
            [FieldPanel("consent_text"), FieldPanel("medical_notice")],
            heading=_("What the form says"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("crisis_help"),
                FieldPanel("crisis_phrases"),
                FieldPanel("alert_addresses"),
                FieldPanel("alerts_of_waiting"),
                FieldPanel("clinic_names"),
                FieldPanel("hold_prices"),
                FieldPanel("hold_phone_numbers"),
                FieldPanel("hold_doses"),
                FieldPanel("hold_identifying_details"),
            ],
            heading=_("Health"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("blocked_words"),
                FieldPanel("blocked_patterns"),
                FieldPanel("blocked_networks"),
                FieldPanel("reserved_names"),
            ],
            heading=_("Abuse"),
        ),
        MultiFieldPanel([FieldPanel("rejection_reasons")], heading=_("The moderators' desk")),
        MultiFieldPanel(
            [FieldPanel("canned_replies"), FieldPanel("reply_notice")],
            heading=_("The experts' desk"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("keep_refused_days"),
                FieldPanel("keep_earlier_days"),
                FieldPanel("keep_network_days"),
            ],
            heading=_("How long things are kept"),
        ),
    ]

    class Meta:
        verbose_name = _("comments")

    @staticmethod
    def entries(text: str) -> tuple[str, ...]:
        """Return the entries of one of the lists, which have one a line."""
        return lines(text)

    @property
    def consent(self) -> str:
        """The consent statement, as readers see it in the active language."""
        return translated(self.consent_text)

    def current_consent(self) -> ConsentStatement:
        """Return the version of the consent statement that holds now, kept when first used."""
        same = ConsentStatement.objects.filter(text=self.consent).order_by("-pk")
        if found := same.first():
            return found
        with atomic(savepoint=False):
            # One of those who agree to it first keeps it; the others wait here and find it.
            type(self).objects.select_for_update(no_key=True).filter(pk=self.pk).first()
            return same.first() or ConsentStatement.objects.create(text=self.consent)
