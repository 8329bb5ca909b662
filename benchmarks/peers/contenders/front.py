"""The nginx that ``deploy/`` ships, for an instance beside others on this machine.

Folders and ports are replaced. TLS is left out, as it is for everybody here. Everything else stays:
the limits for one address, the log, and how pages are kept and purged.
"""

import re
from pathlib import Path

from ..scratch import HOST, MissingProgramError, Process, Scratch
from ..services import nginx

PURGE = Path("/usr/lib/nginx/modules/ngx_http_cache_purge_module.so")
LOCAL = """
upstream ask_our_experts {{
    server {host}:{site_port};
}}
# The clients of this run say whom they speak for, or all readers would be one to the limits.
set_real_ip_from {host};
real_ip_header X-Forwarded-For;
geo $realip_remote_addr $may_purge {{
    default 0;
    {host} 1;
}}
"""


def start_front(
    scratch: Scratch, name: str, site: Path, *, port: int, site_port: int, purge_port: int
) -> Process:
    """Start nginx before the site in folder *site*, which listens on *site_port*.

    :raises MissingProgramError: where nginx cannot purge
    """
    if not PURGE.exists():
        raise MissingProgramError("libnginx-mod-http-cache-purge")
    folder = scratch.folder(f"{name}-nginx", owner="www-data")
    (folder / "local.conf").write_text(LOCAL.format(host=HOST, site_port=site_port))
    (folder / "server.conf").write_text(f"server_name {HOST};\n")
    shipped = (site / "deploy" / "nginx" / "site.conf").read_text()
    ports = {"80 default_server": scratch.port(), "80": scratch.port(), "443 ssl http2": port}
    rendered = folder / "shipped.conf"
    rendered.write_text(
        render(shipped, folder=folder, site=site, ports={**ports, f"{HOST}:8090": purge_port})
    )
    return nginx(scratch, name, rendered, port, modules=f"load_module {PURGE};")


def render(shipped: str, *, folder: Path, site: Path, ports: dict[str, int]) -> str:
    """Return the configuration *shipped* with folders and ports of this run, and without TLS.

    :param ports: by what the file says to listen on
    :raises RuntimeError: when something to be replaced is not there any more
    """
    replaced = {
        "/etc/nginx/ask-our-experts/": f"{folder}/",
        "/var/lib/nginx/ask-our-experts": f"{folder}/cache",
        "/var/log/nginx/": f"{folder}/",
        "/srv/ask-our-experts/current/": f"{site}/",
        **{f"listen {said};": f"listen {HOST}:{port};" for said, port in ports.items()},
    }
    for before, after in replaced.items():
        if before not in shipped:
            raise RuntimeError(f"deploy/nginx/site.conf has no “{before}” any more.")
        shipped = shipped.replace(before, after)
    return re.sub(r"(?m)^ *(?:listen (?:\[::\]|443)|ssl_).*\n", "", shipped)
