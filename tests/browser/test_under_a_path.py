"""The whole app below a path, behind a reverse proxy, as a school's server would have it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from benchmarks.browser import DrawPage, free_port, pen_strokes, running_app
from benchmarks.train_page import TrainPage
from server.visitor import COOKIE
from tests.browser.nginx import PASSING_ON, one_server, running_nginx
from tests.told_worker import TOLD

SHORT = "hidden_units=8&epochs=2&training_images=4000&batch_size=32"


@pytest.fixture(scope="module")
def proxied_address(browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("proxy")
    with running_app(path="lab", environment=TOLD) as app:
        server = f"location /lab/ {{ proxy_pass {app}/lab/; {PASSING_ON} }}"
        port = free_port()
        with running_nginx(folder, one_server(port, server), port) as place:
            yield f"http://{place}/lab"


@pytest.mark.slow
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
