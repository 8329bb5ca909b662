"""WordPress as the distribution packs it: MariaDB, PHP-FPM, nginx, with and without its cache.

It has pages of 31, 1,000 or 10,000 comments as it comes: comments are not split into pages. Each
reader who posts has an address and a network of their own, so its flood check lets them pass.
"""

import json
import secrets
import shutil
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from ..forms import Form
from ..reading import fetch
from ..scratch import HOST, MissingProgramError, Process, program
from ..services import FILES, mariadb, nginx, php_fpm
from .base import Article, Discussed, View, text_of

PACKAGED = Path("/usr/share/wordpress")
INSERT = """INSERT INTO wp_comments (comment_ID, comment_post_ID, comment_author,
comment_author_email, comment_date, comment_date_gmt, comment_content, comment_approved,
comment_type, comment_parent) VALUES
"""
COUNT = "UPDATE wp_posts SET comment_count = {size} WHERE ID = {post};"
IN_A_STATEMENT = 500


class WordPress(Discussed):
    key = "wordpress"
    label = "WordPress"

    def set_up(self, article: Article) -> None:
        if not PACKAGED.exists():
            raise MissingProgramError("wordpress")
        database, self.socket = mariadb(self.scratch, self.key)
        self.root = self.scratch.root / "wordpress"
        shutil.copytree(PACKAGED, self.root)
        self.port, self.cached_port = self.scratch.port(), self.scratch.port()
        self._configure()
        ids = self._install(article)
        self._fill(article, ids)
        self.processes = [database]
        self._serve()
        self.views = [
            View("wordpress", self.label, self.port),
            View("wordpress-nginx", "WordPress behind the cache of nginx", self.cached_port),
            View(
                "wordpress-nginx-gzip",
                "WordPress behind the cache of nginx, gzip",
                self.cached_port,
                "gzip",
            ),
        ]

    def _configure(self) -> None:
        config = self.root / "wp-config.php"
        config.unlink(missing_ok=True)
        self.scratch.write(
            FILES / "wordpress" / "wp-config.php",
            config,
            socket=self.socket,
            secret=secrets.token_urlsafe(40),
            host=HOST,
            port=self.port,
        )

    def _sql(self, statements: str) -> str:
        client = [program("mariadb"), "--no-defaults", f"--socket={self.socket}", "--user=root"]
        options = ["--batch", "--skip-column-names", "--default-character-set=utf8mb4"]
        return self.scratch.run([*client, *options], text=statements)

    def _install(self, article: Article) -> dict[str, int]:
        self._sql("CREATE DATABASE wordpress CHARACTER SET utf8mb4")
        file = article.folder / "wordpress.json"
        file.write_text(json.dumps(article.told()))
        install = str(FILES / "wordpress" / "install.php")
        said = self.scratch.run([program("php"), install, str(self.root), str(file)])
        return json.loads(said.splitlines()[-1])

    def _fill(self, article: Article, ids: dict[str, int]) -> None:
        first = 1000
        statements = ["USE wordpress;"]
        for slug, size in article.slugs.items():
            comments = enumerate(article.comments(size))
            rows = [_row(first, ids[slug], at, *row) for at, row in comments]
            for start in range(0, len(rows), IN_A_STATEMENT):
                values = ",\n".join(rows[start : start + IN_A_STATEMENT])
                statements.append(INSERT + values + ";")  # noqa: S608 - made-up comments
            statements.append(COUNT.format(size=size, post=ids[slug]))
            first += size
        statements.append("ANALYZE TABLE wp_comments, wp_posts;")
        self._sql("\n".join(statements))

    def _serve(self) -> None:
        self.php, socket = php_fpm(self.scratch, self.key)
        self.front: Process = nginx(
            self.scratch,
            self.key,
            FILES / "wordpress" / "servers.conf",
            self.port,
            root=self.root,
            socket=socket,
            cached_port=self.cached_port,
        )
        self.processes += [self.php, self.front]

    def path(self, slug: str) -> str:
        return f"/{slug}/"

    def restart(self) -> None:
        for process in (self.front, self.php):
            self.scratch.stop(process)
            self.processes.remove(process)
        shutil.rmtree(self.scratch.root / f"{self.key}-nginx" / "cache", ignore_errors=True)
        self._serve()

    def statements(self, slug: str) -> dict[str, int]:
        found = {}
        for view in self.views[:2]:
            before = self._questions()
            asking = self._questions() - before
            fetch(view.url(self.path(slug)))
            found[view.key] = self._questions() - before - 2 * asking
        return found

    def _questions(self) -> int:
        """Return how many statements MariaDB has answered so far."""
        return int(self._sql("SHOW GLOBAL STATUS LIKE 'Questions'").split()[1])

    def typed(self, form: Form, number: int) -> dict[str, str]:
        fields = {"author": f"Reader {number}", "email": f"reader{number}@example.org"}
        return {**form.fields, **fields, "url": "", "comment": text_of(number)}

    def is_taken(self, status: int, location: str) -> bool:
        return status == HTTPStatus.FOUND and "#comment-" in location


def _row(first: int, post: int, at: int, name: str, text: str, when: str, parent) -> str:
    posted = datetime.fromisoformat(when).strftime("%Y-%m-%d %H:%M:%S")
    answered = 0 if parent is None else first + parent
    told = ", ".join(f"'{_quoted(value)}'" for value in (name, "", posted, posted, text))
    return f"({first + at}, {post}, {told}, '1', 'comment', {answered})"


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")
