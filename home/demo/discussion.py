"""Puts the demo's comments under their answers, through the same services as any other comment."""

from qa.comments import services
from qa.comments.states import CommentState
from qa.experts.models import ExpertPage
from qa.models import QAPage


def add_discussion(page: QAPage, entries: list[dict], experts: dict[str, ExpertPage]) -> int:
    """Add *entries*, oldest first, to the discussion of *page*; return how many there were."""
    comments = {}
    for entry in entries:
        comments[entry["id"]] = services.post_comment(
            page=page,
            name=entry.get("name", ""),
            text=entry["text"].strip(),
            posted_at=entry["posted_at"],
            reply_to=comments.get(entry.get("reply_to")),
            expert=experts.get(entry.get("expert")),
            quoted_text=entry.get("quote", ""),
            state=CommentState.PUBLIC,
        )
    # After the whole thread stands: what is answered must be shown at the time.
    for entry in entries:
        if "state" in entry:
            services.set_state(comment=comments[entry["id"]], to=entry["state"])
    return len(entries)
