from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "qa.delivery"
    label = "qa_delivery"

    def ready(self) -> None:
        from . import changes  # noqa: F401 - connects its receivers
