"""A real nginx before the app, for as long as a test needs it."""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.patience import wait_for

NGINX = Path("/usr/sbin/nginx")
AROUND = """
daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  {http}
}}
"""
# What a proxy has to do for WebSockets and streams.
PASSING_ON = """
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection "upgrade";
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_buffering off;
"""


def one_server(port: int, does: str, before: str = "") -> str:
    """What nginx's `http` holds for a server that listens there and does that."""
    return f"{before} server {{ listen 127.0.0.1:{port}; {does} }}"


@contextmanager
def running_nginx(folder: Path, http: str, port: int) -> Iterator[str]:
    """Run nginx; the test is left out, or fails, where there is none.

    Args:
        folder: for its files.
        http: what nginx's `http` holds.
        port: where a server in it listens.

    Yields:
        Its address without a scheme: the host and the port.
    """
    if not NGINX.exists():
        message = "no nginx is installed, so the app was not tried behind a proxy"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    file = folder / "nginx.conf"
    file.write_text(AROUND.format(folder=folder, http=http))
    with subprocess.Popen([NGINX, "-c", file, "-e", folder / "start.log"]) as proxy:
        try:
            wait_for(lambda: _listens(port))
            yield f"127.0.0.1:{port}"
        finally:
            proxy.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0
