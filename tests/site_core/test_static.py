"""What scripts weigh, and that one finds another under the name it is served by."""

import gzip
import re
import shutil
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from site_core.static import ModuleAwareStorage

SCRIPTS = settings.BASE_DIR / "static" / "js"
OF_THE_ADMIN = {"desk.js", "pick-words.js", "reply.js"}
MOST_BYTES = 15_000  # of all scripts that readers may get, packed


def test_all_scripts_of_the_public_site_together_are_small() -> None:
    public = [path for path in SCRIPTS.glob("*.js") if path.name not in OF_THE_ADMIN]
    assert sum(len(gzip.compress(path.read_bytes())) for path in public) < MOST_BYTES


def test_a_behaviour_is_loaded_under_the_name_that_holds_its_hash(tmp_path: Path, settings) -> None:
    settings.DEBUG = False
    shutil.copytree(SCRIPTS, tmp_path / "js")
    storage = ModuleAwareStorage(location=tmp_path, base_url="/static/")
    files = FileSystemStorage(tmp_path)
    paths = {f"js/{path.name}": (files, f"js/{path.name}") for path in SCRIPTS.glob("*.js")}
    assert [
        problem for *_names, problem in storage.post_process(paths) if problem is not True
    ] == []
    loader = (tmp_path / storage.stored_name("js/site.js")).read_text()
    named = re.findall(r'import\("\./([^"]+)"\)', loader)
    assert len(named) > 5
    for name in named:
        assert re.fullmatch(r"[a-z-]+\.[0-9a-f]{12}\.js", name), name
        assert (tmp_path / "js" / name).exists()
