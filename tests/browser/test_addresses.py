"""Addresses that no page has lead to the nearest page, which says so."""

import pytest

from benchmarks.browser import wait_until_idle


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("/data/one", "/data"),
        ("/train/ten-lines", "/train"),
        ("/nonsense", "/"),
    ],
)
def test_an_unknown_address_leads_to_the_nearest_page(context, app_address, asked, path):
    page = context.new_page()
    page.goto(app_address + asked)
    page.get_by_text(f"There is no page “{asked}”.").wait_for()
    wait_until_idle(page)
    assert page.url.startswith(f"{app_address}{path}?not-found=")
    page.get_by_role("link", name="Neuron").first.click()
    page.get_by_text("There is no page").wait_for(state="detached")
