"""Two servers with a common folder of runs, behind an nginx that keeps a visitor at one of them."""

import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from benchmarks.browser import free_port, start_app, stop_app
from benchmarks.train_page import TrainPage
from server.teacher import ADDRESS, VARIABLE
from server.visitor import COOKIE, new_name
from tests.browser.conftest import TEACHERS_SECRET, new_context
from tests.browser.led_run import EPOCHS, SETTINGS, begin
from tests.browser.nginx import PASSING_ON, one_server, running_nginx
from tests.told_worker import TOLD, Lead

pytestmark = pytest.mark.slow

# As docs/deployment.md has it. A new visitor's first page carries no cookie yet.
STICKY = f"""
  map $cookie_{COOKIE} $visitor {{
    ""      "$remote_addr $http_user_agent";
    default $cookie_{COOKIE};
  }}
  upstream lab {{
    hash $visitor consistent;
    server 127.0.0.1:{{0}};
    server 127.0.0.1:{{1}};
  }}
"""
LOCATION = (
    f"location / {{ proxy_pass http://lab; {PASSING_ON} add_header X-Server $upstream_addr; }}"
)
SECRETS = {
    "STREAMLIT_SERVER_COOKIE_SECRET": "the same for both",
    VARIABLE: TEACHERS_SECRET,
}


@dataclass
class School:
    """The address of the proxy, and the servers behind it by their own."""

    address: str
    servers: dict[str, subprocess.Popen]

    def server_of(self, name: str) -> str:
        """Which server answers the visitor of that name."""
        request = urllib.request.Request(self.address, headers={"Cookie": f"{COOKIE}={name}"})
        with urllib.request.urlopen(request) as answer:
            return answer.headers["X-Server"]

    def name_at(self, server: str) -> str:
        """The name of a visitor whom that server answers."""
        return next(name for name in iter(new_name, "") if self.server_of(name) == server)


@pytest.fixture
def school(tmp_path) -> Iterator[School]:
    ports = [free_port(), free_port()]
    servers = {f"127.0.0.1:{port}": start_app(port, environment=TOLD | SECRETS) for port in ports}
    before = STICKY.replace("{0}", str(ports[0])).replace("{1}", str(ports[1]))
    try:
        port = free_port()
        with running_nginx(tmp_path, one_server(port, LOCATION, before), port) as place:
            yield School(f"http://{place}", servers)
    finally:
        for server in servers.values():
            stop_app(server)


@pytest.fixture
def visitors(browser: Browser, school: School) -> Iterator[list[BrowserContext]]:
    """A visitor of each server, in the order of the school's."""
    with new_context(browser) as first, new_context(browser) as second:
        for context, server in zip((first, second), school.servers, strict=True):
            cookie = {"name": COOKIE, "value": school.name_at(server), "url": school.address}
            context.add_cookies([cookie])
        yield [first, second]


def test_a_visitor_stays_at_one_server_and_a_class_in_one_room_is_spread(school):
    names = [new_name() for _ in range(40)]
    servers = [school.server_of(name) for name in names]
    assert servers == [school.server_of(name) for name in names]
    counts = [servers.count(server) for server in school.servers]
    assert sum(counts) == len(names) and min(counts) >= 5


def test_a_run_is_watched_live_at_the_other_server(school, visitors, lead: Lead):
    owner, watcher = (TrainPage(context.new_page()) for context in visitors)
    run = begin(owner, f"{school.address}/train?{SETTINGS}&seed={lead.seed}", lead)
    watcher.open(f"{school.address}/train?run={run}")
    watcher.wait_for_status("running")
    watcher.wait_for_epoch(1)
    lead.allow(4)
    watcher.wait_for_epoch(4)
    watcher.page.wait_for_function(
        "Number(document.querySelector('.dl-weights').dataset.epoch) >= 4"
    )
    owner.click("Pause")
    watcher.wait_for_status("paused")
    owner.click("Resume")
    watcher.wait_for_status("running")
    lead.let_go()
    watcher.wait_for_status("finished")
    assert watcher.epochs() == list(range(EPOCHS + 1))
    owner.wait_for_status("finished")
    assert watcher.figure("test") == owner.figure("test")


def test_when_a_server_dies_its_runs_are_interrupted_and_its_visitors_served(
    school, visitors, lead: Lead
):
    owner, watcher = (TrainPage(context.new_page()) for context in visitors)
    run = begin(owner, f"{school.address}/train?{SETTINGS}&seed={lead.seed}", lead)
    watcher.open(f"{school.address}/train?run={run}")
    watcher.wait_for_epoch(1)
    dying, _ = school.servers.values()
    dying.kill()
    dying.wait()
    watcher.wait_for_status("interrupted")
    owner.open(f"{school.address}/train?run={run}")
    owner.wait_for_status("interrupted")
    assert owner.epochs()[-1] >= 1


def test_a_class_follows_a_teacher_who_is_at_the_other_server(school, visitors):
    teacher, student = (context.new_page() for context in visitors)
    teacher.goto(f"{school.address}/{ADDRESS}?secret={TEACHERS_SECRET}")
    expect(teacher.get_by_text("Browsers here")).to_be_visible()
    student.goto(f"{school.address}/follow")
    for name in ("Data", "Neuron"):
        teacher.get_by_role("link", name=name, exact=True).first.click()
        expect(student.locator(".dl-page-title")).to_have_text(name)
        expect(student.get_by_text("Following the teacher")).to_be_visible()
