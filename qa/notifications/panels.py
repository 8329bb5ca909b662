from wagtail.admin.ui.components import Component


class MailWarning(Component):
    """Says on the dashboard how many mails failed and how many wait too long."""

    name = "mail_warning"
    template_name = "qa_notifications/mail_warning.html"
    order = 50  # above everything of Wagtail's own

    def __init__(self, *, failed: int, late: int) -> None:
        self.failed = failed
        self.late = late

    def get_context_data(self, parent_context: dict) -> dict:
        return {"failed": self.failed, "late": self.late}
