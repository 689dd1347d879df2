"""The whole app below a path, behind a reverse proxy, as a school's server would have it."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from benchmarks.browser import DrawPage, free_port, pen_strokes, running_app
from benchmarks.train_page import TrainPage
from server.visitor import COOKIE
from tests.told_worker import TOLD

NGINX = Path("/usr/sbin/nginx")
SHORT = "hidden_units=8&epochs=2&training_images=4000&batch_size=32"
CONFIGURATION = """
daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{
    listen 127.0.0.1:{port};
    location /lab/ {{
      proxy_pass {app}/lab/;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection "upgrade";
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_buffering off;
    }}
  }}
}}
"""


@pytest.fixture(scope="module")
def proxied_address(browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not NGINX.exists():
        message = "no nginx is installed, so the app was not tried behind a proxy"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    folder, port = tmp_path_factory.mktemp("proxy"), free_port()
    with running_app(path="lab", environment=TOLD) as app:
        file = folder / "nginx.conf"
        file.write_text(CONFIGURATION.format(folder=folder, port=port, app=app))
        with subprocess.Popen([NGINX, "-c", file, "-e", folder / "start.log"]) as proxy:
            yield f"http://127.0.0.1:{port}/lab"
            proxy.terminate()


def test_pad_deep_links_training_and_cookie_work_below_a_path(
    context: BrowserContext, proxied_address: str, pen_drawings
):
    draw = DrawPage(context.new_page())
    draw.open(f"{proxied_address}/")
    draw.wait_for_network()
    draw.draw(pen_strokes(pen_drawings[1][0], 0.6, (0.5, 0.5)))
    assert draw.verdict() in ("digit", "unsure")
    page = draw.page
    page.get_by_role("radio", name="Softmax", exact=True).click()
    page.wait_for_function("location.pathname === '/lab/' && location.search === '?inside=Softmax'")
    (cookie,) = (each for each in context.cookies() if each["name"] == COOKIE)
    assert cookie["httpOnly"]
    train = TrainPage(page)
    train.open(f"{proxied_address}/train?{SHORT}")
    train.train()
    train.wait_for_status("finished")
    page.reload()
    train.wait_for_status("finished")
    assert page.evaluate("location.pathname") == "/lab/train"
    page.goto(f"{proxied_address}/data/one")
    page.get_by_text("There is no page “/lab/data/one”.").wait_for()
    page.get_by_role("radio", name="Mistakes", exact=True).click()
    page.wait_for_function("location.search.includes('view=mistakes')")
    assert page.evaluate("location.pathname") == "/lab/data"
