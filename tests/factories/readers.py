"""What readers without an account send and keep, and the links in mails to moderators."""

import time
from datetime import timedelta
from itertools import count
from unittest.mock import patch
from uuid import uuid4

from django.core.signing import TimestampSigner, b62_encode

from qa.antispam import sheet
from qa.comments import links
from qa.comments.models import Comment, Receipt

_number = count(1)


def sheet_shown(*, seconds_ago: float = 60) -> str:
    """Return a sheet of the form that was shown a while ago: people need time to write."""
    return sheet.SIGNER.sign_object([str(uuid4()), time.time() - seconds_ago])


def comment_form(**typed) -> dict[str, str]:
    """Return the form for a comment as people fill it in, with *typed* in place of the usual."""
    return {
        "name": "Ada",
        "email": "",
        "text": f"This helped me a lot, thank you very much ({next(_number)}).",
        "website": "",
        "sheet": sheet_shown(),
        "action": "post",
        **typed,
    }


def by_owner(receipt: Receipt) -> Receipt:
    """Return *receipt* as it is found by a link from a mail, or by confirming."""
    receipt.is_held_by_owner = True
    return receipt


def confirm_path(receipt: Receipt, *, ago: timedelta = timedelta(0)) -> str:
    """Return the path in the mail that asks to confirm, as it was sent that long *ago*."""
    with _sent(links._CONFIRM, ago):
        return links.confirm_path(receipt)


def approve_path(comment: Comment, user, to: str, *, ago: timedelta) -> str:
    """Return the path in a moderator's mail to decide on a comment, sent that long *ago*."""
    with _sent(links._APPROVE, ago):
        return links.approve_path(comment, user=user, to=to)


def _sent(signer: TimestampSigner, ago: timedelta):
    sent = b62_encode(int(time.time() - ago.total_seconds()))
    return patch.object(signer, "timestamp", return_value=sent)
