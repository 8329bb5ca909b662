from django.db import models
from django.utils import timezone


class Attempt(models.Model):
    """A try to sign in that failed, or may yet. Holds neither a name nor an address.

    :ivar who: keyed hash of what it counts against: an account, or a network
    """

    who = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["who", "at"], name="attempts_of_somebody"),
            models.Index(fields=["at"], name="old_attempts"),
        ]

    def __str__(self) -> str:
        return f"Attempt at {self.at:%Y-%m-%d %H:%M}"
