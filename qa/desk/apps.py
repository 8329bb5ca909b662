from django.apps import AppConfig


class DeskConfig(AppConfig):
    default = True
    name = "qa.desk"
    label = "qa_desk"
    verbose_name = "Desk"
