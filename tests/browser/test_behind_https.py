"""The reverse proxy of docs/deployment.md, with TLS, and the app in the frame of another site."""

import re
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page

from benchmarks.browser import ROOT, DrawPage, free_port, pen_strokes, running_app
from benchmarks.train_page import TrainPage
from server.visitor import COOKIE
from tests.browser.led_run import SETTINGS, begin
from tests.browser.nginx import running_nginx
from tests.told_worker import TOLD, Lead

pytestmark = pytest.mark.slow

MOST = 40  # connections from one address, of the 400 in that configuration
# Another site's page with the app in it: a browser takes localhost for another site.
SCHOOL = """
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {folder}/certificate.pem;
    ssl_certificate_key {folder}/key.pem;
    location / {{
      default_type text/html;
      return 200 '<title>Course</title><iframe src="https://{app}/lab/train?{settings}"
        style="width:1200px;height:900px"></iframe>';
    }}
  }}
"""


def documented(app: str, port: int, folder: Path) -> str:
    """The first configuration in docs/deployment.md, for this machine."""
    text = (ROOT / "docs" / "deployment.md").read_text()
    found = re.search(r"```nginx\n(.*?)```", text, re.DOTALL)[1]
    for there, here in {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "/etc/ssl/school.example.pem": f"{folder}/certificate.pem",
        "/etc/ssl/school.example.key": f"{folder}/key.pem",
        "http://127.0.0.1:8501": app,
        "limit_conn lab 400": f"limit_conn lab {MOST}",
    }.items():
        assert there in found
        found = found.replace(there, here)
    return found


@pytest.fixture(scope="module")
def places(browser: Browser, tmp_path_factory) -> Iterator[tuple[str, str]]:
    """The app's host and port behind nginx, and those of another site's page with it in a frame."""
    folder = tmp_path_factory.mktemp("https")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
        + ["-keyout", folder / "key.pem", "-out", folder / "certificate.pem"],
        check=True,
        capture_output=True,
    )
    port, school = free_port(), free_port()
    with running_app(path="lab", environment=TOLD) as app:
        framing = SCHOOL.format(
            port=school, folder=folder, app=f"127.0.0.1:{port}", settings=SETTINGS + "&seed=1"
        )
        with running_nginx(folder, documented(app, port, folder) + framing, port) as place:
            yield place, f"localhost:{school}"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 1000}, ignore_https_errors=True, reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def cookie_of(page: Page) -> dict:
    (found,) = (each for each in page.context.cookies() if each["name"] == COOKIE)
    return found


def test_pad_training_and_cookie_work_over_https(page, places, pen_drawings, lead: Lead):
    address = f"https://{places[0]}/lab"
    draw = DrawPage(page)
    draw.open(f"{address}/")
    draw.wait_for_network()
    draw.draw(pen_strokes(pen_drawings[1][0], 0.6, (0.5, 0.5)))
    assert draw.verdict() in ("digit", "unsure")
    cookie = cookie_of(page)
    assert cookie["secure"] and cookie["httpOnly"] and cookie["sameSite"] == "None"
    train = TrainPage(page)
    begin(train, f"{address}/train?{SETTINGS}&seed={lead.seed}", lead)
    train.wait_for_epoch(1)
    lead.let_go()
    train.wait_for_status("finished")
    assert page.request.get(f"{address}/metrics").status == 404


def test_in_another_sites_frame_a_visitor_keeps_the_runs(page, places):
    page.goto(f"https://{places[1]}/")
    frame = the_frame(page)
    frame.locator("[data-status]").wait_for()
    frame.get_by_role("button", name="Train", exact=True).click()
    frame.locator('[data-status="finished"]').wait_for()
    assert cookie_of(page)["partitionKey"]
    page.reload()
    the_frame(page).locator(".dl-runs tbody tr").wait_for()


def the_frame(page: Page) -> Frame:
    return next(each for each in page.frames if "/lab/" in each.url)


def test_one_address_has_so_many_connections_and_whoever_is_there_goes_on(
    page, places, pen_drawings
):
    draw = DrawPage(page)
    draw.open(f"https://{places[0]}/lab/")
    draw.wait_for_network()
    host, port = places[0].split(":")
    trusting = ssl._create_unverified_context()
    answers = []
    with ExitStack() as stack:
        for _ in range(MOST + 20):
            line = stack.enter_context(
                trusting.wrap_socket(socket.create_connection((host, int(port))))
            )
            # Asked for, but not to its end: it is a connection in use until that comes.
            line.sendall(b"GET /lab/follow/events HTTP/1.1\r\nHost: lab\r\n\r\n")
            line.settimeout(10)
            answers.append(line.recv(12))
        draw.draw(pen_strokes(pen_drawings[1][0], 0.6, (0.5, 0.5)))
        assert draw.verdict() in ("digit", "unsure")
    assert answers[-1].endswith(b"503")
    assert not answers[0].endswith(b"503")
