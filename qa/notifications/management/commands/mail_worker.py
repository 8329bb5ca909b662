from django.core.management.base import BaseCommand

from qa.notifications.worker import work_until_told_to_stop


class Command(BaseCommand):
    help = (
        "Sends the mail in the queue as it becomes due, until it is told to stop. Also takes up "
        "what a killed worker left and deletes finished rows after 14 days."
    )
    # `prepare` has just run them.
    requires_system_checks = []

    def handle(self, **options) -> None:
        work_until_told_to_stop()
