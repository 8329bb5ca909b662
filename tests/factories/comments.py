import factory

from qa.comments import services
from qa.comments.models import Comment
from qa.comments.states import CommentState

from .pages import QAPageFactory


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
