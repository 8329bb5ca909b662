"""A name for what makes pages look as they do, so that no copy outlives the code that made it."""

from hashlib import blake2b
from pathlib import Path

MAKE_PAGES = ("*.py", "*.html", "*.mo", "*.css", "*.js", "*.svg")


def fingerprint(folder: Path, *settings: str) -> str:
    """Return what differs wherever one of the files of the site or of *settings* does."""
    digest = blake2b("\0".join(settings).encode(), digest_size=6)
    for name in ("home", "qa", "site_core", "static", "templates"):
        for pattern in MAKE_PAGES:
            for path in sorted((folder / name).rglob(pattern)):
                digest.update(path.read_bytes())
    for path in folder.glob("requirements.txt"):
        digest.update(path.read_bytes())
    return digest.hexdigest()
