import factory
from django.contrib.auth import get_user_model


class UserFactory(factory.django.DjangoModelFactory):
    """A user without any rights; trait ``admin`` for a superuser."""

    class Meta:
        model = get_user_model()

    class Params:
        admin = factory.Trait(is_superuser=True, is_staff=True)

    username = factory.Sequence("user{}".format)
    password = factory.django.Password("correct horse")
