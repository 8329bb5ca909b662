"""Static files (hashed, compressed once, served by WhiteNoise) and uploads."""

from . import environment
from .environment import BASE_DIR, VAR_DIR

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

MEDIA_URL = "/media/"
MEDIA_ROOT = environment.MEDIA_ROOT
SERVE_MEDIA = environment.SERVE_MEDIA

if environment.S3:
    _uploads = {"BACKEND": "site_core.bucket.MediaBucket", "OPTIONS": environment.S3}
else:
    _uploads = {"BACKEND": "site_core.disk.WholeFileStorage"}

STORAGES = {
    "default": _uploads,
    "staticfiles": {"BACKEND": "site_core.static.ModuleAwareStorage"},
}
# A name with its content's hash never changes: the unhashed copies would only be served by mistake.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Bytes of a request: what readers write is text, and staff upload one file at a time.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
LARGEST_UPLOAD = 12 * 1024 * 1024
# Wagtail's page forms have a field for every block.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "site_core.uploads.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
# A small file can be a picture that fills the memory.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000  # in all frames
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024  # bytes
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "xlsx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024  # bytes
WAGTAILDOCS_DOCUMENT_FORM_BASE = "site_core.uploads.DocumentForm"
WAGTAILDOCS_INLINE_CONTENT_TYPES = []  # each is downloaded, none is shown as a page of the site
# Documents may be private: only Wagtail's own view, which checks, hands them out.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
