import factory
from django.utils import timezone

from qa.comments import limits, services
from qa.comments.models import Comment, CommentSettings, Following, Receipt
from qa.comments.states import CommentState

from .pages import QAPageFactory, home_page


class CommentFactory(factory.django.DjangoModelFactory):
    """A public comment, made by the same service as any other."""

    class Meta:
        model = Comment

    page = factory.Maybe(
        "reply_to",
        yes_declaration=factory.SelfAttribute("reply_to.page"),
        no_declaration=factory.SubFactory(QAPageFactory),
    )
    reply_to = None
    name = factory.Sequence("Reader {}".format)
    text = factory.Sequence("Comment number {}.".format)
    state = CommentState.PUBLIC

    @classmethod
    def _create(cls, model_class, *args, **kwargs) -> Comment:
        return services.post_comment(**kwargs)


class CommentSettingsFactory(factory.django.DjangoModelFactory):
    """The rules of the site, of which there is one row: what is given here changes it."""

    class Meta:
        model = CommentSettings

    @classmethod
    def _create(cls, model_class, *args, **kwargs) -> CommentSettings:
        site = home_page().get_site()
        return model_class.objects.update_or_create(site=site, defaults=kwargs)[0]


class ReceiptFactory(factory.django.DjangoModelFactory):
    """The receipt of a reader's comment, which ``comment__…`` describes.

    ``email`` is the address given with it; trait ``confirmed`` for one whose owner said so.
    """

    class Meta:
        model = Receipt

    class Params:
        email = ""
        confirmed = factory.Trait(
            email=factory.Sequence("reader{}@example.org".format),
            confirmed_at=factory.LazyFunction(timezone.now),
        )

    comment = factory.SubFactory(CommentFactory, email=factory.SelfAttribute("..email"))
    address_key = factory.LazyAttribute(lambda made: limits.address_key(made.comment.user_email))
    network_key = factory.LazyAttribute(
        lambda made: limits.network_key(made.comment.ip_address or "")
    )
    text_key = factory.LazyAttribute(lambda made: limits.text_key(made.comment.comment))
    posted_at = factory.SelfAttribute("comment.posted_at")
    consent = factory.LazyFunction(lambda: CommentSettingsFactory().current_consent())


class FollowingFactory(factory.django.DjangoModelFactory):
    """A follower of a conversation (``root``) or of a whole discussion (``page``)."""

    class Meta:
        model = Following

    page = factory.Maybe(
        "root",
        yes_declaration=factory.SelfAttribute("root.page"),
        no_declaration=factory.SubFactory(QAPageFactory),
    )
    root = None
    email = factory.Sequence("follower{}@example.org".format)
    address_key = factory.LazyAttribute(lambda made: limits.address_key(made.email))
    confirmed_at = factory.LazyFunction(timezone.now)
    told_until = factory.LazyFunction(timezone.now)
