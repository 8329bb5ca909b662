"""What an answer is built from, a file a family."""

from .body import BodyBlock
from .callout import CalloutBlock
from .correction import CorrectionBlock
from .image import CreditedImageBlock
from .key_points import KeyPointsBlock
from .quotation import QuotationBlock
from .references import ReferenceBlock, ReferencesBlock
from .section import SectionBlock, SubsectionBlock
from .table import TableBlock
from .text import PARAGRAPH_FEATURES, PROSE_FEATURES, ListBlock, ParagraphBlock
from .video import VideoBlock

__all__ = [
    "PARAGRAPH_FEATURES",
    "PROSE_FEATURES",
    "BodyBlock",
    "CalloutBlock",
    "CorrectionBlock",
    "CreditedImageBlock",
    "KeyPointsBlock",
    "ListBlock",
    "ParagraphBlock",
    "QuotationBlock",
    "ReferenceBlock",
    "ReferencesBlock",
    "SectionBlock",
    "SubsectionBlock",
    "TableBlock",
    "VideoBlock",
]
