"""A sheet: one showing of a form, known by an id and the time it was shown, both signed."""

import time
from hashlib import sha256
from uuid import UUID, uuid4

from django.core.signing import BadSignature, Signer

SIGNER = Signer(salt="qa.comments.sheet")


def new_sheet(consent: str = "") -> str:
    """Return what one showing of the form is known by: a random id, and when it was shown.

    :param consent: the statement that stands on it
    """
    return SIGNER.sign_object([str(uuid4()), time.time(), _digest(consent)])


def shows_other_consent(value: str, consent: str) -> bool:
    """Return whether the sheet was shown with another statement than *consent*."""
    try:
        _form_id, _shown_at, *shown = SIGNER.unsign_object(value)
    except BadSignature:
        return False
    return bool(shown) and shown[0] not in {_digest(""), _digest(consent)}


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def read_sheet(value: str) -> tuple[UUID | None, float | None]:
    """Return the id of a sheet and its age in seconds.

    A forged or missing sheet has no id, and counts as sent at once, as programs do. The age is
    None where the clock of the machine that made the sheet is ahead of ours.
    """
    try:
        form_id, shown_at, *_consent = SIGNER.unsign_object(value)
    except BadSignature:
        return None, 0.0
    age = time.time() - shown_at
    return UUID(form_id), age if age >= 0 else None
