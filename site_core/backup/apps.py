from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "site_core.backup"
    label = "backup"
