"""The Data page, as someone who uses it sees it."""

from playwright.sync_api import Locator, Page

from benchmarks.browser import ANSWER_LIMIT


class DataPage:
    """The Data page in a browser's tab."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.page.set_default_timeout(ANSWER_LIMIT)
        self.tiles = page.locator(".dl-digit-tile")
        self.matrix = page.locator(".dl-matrix")
        self.pixels = page.locator(".dl-pixels-image")
        self.notice = page.get_by_role("alert")

    def open(self, address: str) -> None:
        """Go to an address and wait until the page is all there."""
        self.page.goto(address)
        self.wait()

    def wait(self) -> None:
        """Wait until the page is all there."""
        self.page.locator(".dl-try").first.wait_for()
        self.page.locator(
            ".dl-digit-tile, .dl-pixels-image, .dl-classes, .dl-shapes"
        ).first.wait_for()

    def show(self, view: str) -> None:
        """Choose a part of the page."""
        self.page.get_by_role("radio", name=view, exact=True).click()

    def labels(self) -> list[str]:
        """What the digits of the grid are."""
        return self.page.locator(".dl-digits li p > b").all_inner_texts()

    def cell(self, digit: int, answer: int) -> Locator:
        """A cell of the confusion matrix."""
        return self.page.locator(f'[data-press="{digit}-{answer}"]')

    def wait_for_mark(self, place: int) -> None:
        """Wait until the pixel at this place in the row of 784 is marked."""
        self.page.locator(f'.dl-pixels[data-marked="{place}"]').wait_for()

    def wait_for_parameter(self, name: str, value: str | None) -> None:
        """Wait until the address says something."""
        self.page.wait_for_function(
            "([name, value]) => new URL(location).searchParams.get(name) === value",
            arg=[name, value],
        )
