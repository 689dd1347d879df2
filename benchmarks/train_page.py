"""The Train page, as someone who uses it sees it."""

from playwright.sync_api import Page

from benchmarks.browser import ANSWER_LIMIT, LOAD_LIMIT

# In the page: the chart of the curves, or null.
CURVES = """document.querySelector(".st-key-curves .js-plotly-plot")"""
RUN_LIMIT = 180_000  # milliseconds for a training on a busy machine


class TrainPage:
    """The Train page in a browser's tab."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.page.set_default_timeout(ANSWER_LIMIT)
        self.train_button = page.get_by_role("button", name="Train", exact=True)
        self.notice = page.locator(".dl-notice")
        self.rows = page.locator(".dl-runs tbody tr")

    def open(self, address: str) -> None:
        """Go to an address and wait until the page is all there."""
        self.page.goto(address)
        self.wait()

    def wait(self) -> None:
        """Wait until the page is all there."""
        self.page.locator("[data-status]").wait_for(timeout=LOAD_LIMIT)
        self.page.wait_for_function(CURVES, timeout=LOAD_LIMIT)

    def train(self) -> str:
        """Press Train, and wait until the run has an address; returns its id."""
        before = self.run_id()
        self.train_button.click()
        self.page.wait_for_function(
            "before => { const run = new URL(location).searchParams.get('run');"
            "  return run && run !== before }",
            arg=before,
        )
        return self.run_id()

    def run_id(self) -> str | None:
        """The id of the run in the address."""
        return self.page.evaluate("new URL(location).searchParams.get('run')")

    def status(self) -> str:
        """Where the run stands: waiting, running, …; none without a run."""
        return self.page.locator("[data-status]").get_attribute("data-status")

    def wait_for_status(self, status: str, limit: int = RUN_LIMIT) -> None:
        """Wait until the run stands there."""
        self.page.locator(f'[data-status="{status}"]').wait_for(timeout=limit)

    def wait_for_epoch(self, epoch: int) -> None:
        """Wait until the curves have reached an epoch."""
        self.page.wait_for_function(
            f"epoch => ({CURVES}?.data[0].x.at(-1) ?? -1) >= epoch",
            arg=epoch,
            timeout=RUN_LIMIT,
        )

    def curve(self, number: int = 0) -> list[float]:
        """The figures of one curve: 0 is the training accuracy."""
        return self._read_curves(f"data[{number}].y")

    def epochs(self) -> list[float]:
        """The epochs that the curves have."""
        return self._read_curves("data[0].x")

    def _read_curves(self, what: str) -> list[float]:
        chart = self.page.wait_for_function(CURVES)
        return chart.evaluate(f"chart => chart.{what}")

    def bars(self) -> list[str]:
        """What the ten bars of your digit say."""
        return self.page.locator(".dl-bars li span").all_inner_texts()

    def tiles(self) -> str:
        """The picture of the weights."""
        return self.page.locator(".dl-tiles img").get_attribute("src")

    def weights_epoch(self) -> float:
        """The epoch that the tiles are from."""
        return float(self.page.locator(".dl-weights").get_attribute("data-epoch"))

    def figure(self, name: str) -> str:
        """A figure in the result: theirs, yours, test, training or validation."""
        return self.page.locator(f'[data-figure="{name}"] strong').inner_text()

    def click(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def move_slider(self, name: str, key: str, times: int = 1) -> None:
        """Move a slider with the arrow keys."""
        slider = self.page.get_by_role("slider", name=name)
        slider.focus()
        for _ in range(times):
            slider.press(key)
