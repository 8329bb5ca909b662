"""What the editor of an answer is shown beside the fields."""

from wagtail.admin.panels import Panel

from qa.comments.models import SameQuestion


class SameQuestionPanel(Panel):
    """Says how many readers have the question, too."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "qa/panels/same_question.html"

        def is_shown(self) -> bool:
            return self.instance.pk is not None

        def get_context_data(self, parent_context: dict | None = None) -> dict:
            context = super().get_context_data(parent_context)
            number = SameQuestion.objects.filter(page_id=self.instance.pk).count()
            return {**context, "number": number}
