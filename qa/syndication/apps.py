from django.apps import AppConfig


class SyndicationConfig(AppConfig):
    name = "qa.syndication"
    label = "qa_syndication"
    verbose_name = "Syndication"
