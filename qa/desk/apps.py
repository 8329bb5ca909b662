from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    default = True
    name = "qa.desk"
    label = "qa_desk"
    verbose_name = _("Desk")
