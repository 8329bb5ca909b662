"""What the editor of an answer is shown beside the fields."""

from wagtail.admin.panels import Panel

from qa.comments.models import Helpfulness, SameQuestion


class ResponsesPanel(Panel):
    """Says how many readers have the question, too, and how many found the answer helpful."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "qa/panels/responses.html"

        def is_shown(self) -> bool:
            return self.instance.pk is not None

        def get_context_data(self, parent_context: dict | None = None) -> dict:
            context = super().get_context_data(parent_context)
            number = SameQuestion.objects.filter(page_id=self.instance.pk).count()
            helpful = Helpfulness.objects.filter(page_id=self.instance.pk).first()
            return {**context, "number": number, "helpful": helpful}
