"""What the page shows of a run at one moment after the other."""

import json

from pages.train.moments import CURVES_EVERY, LONGEST, MANY, ShownMoments
from server.watching.look import Look
from tests.fake_trainings import FakeTrainings, a_run, progress
from training.runs.run import Status


class Shown:
    """A run, a clock that a test moves, and what is shown."""

    def __init__(self, **changes: object) -> None:
        self.now = 100.0
        self.runs = FakeTrainings(a_run(1, **changes))
        self.moments = ShownMoments(Look("dark", log_loss=True), lambda: self.now)

    def change(self, **changes: object) -> None:
        self.runs.change("run-1", **changes)

    def look(self, watchers: int = 1, trouble: str = "") -> dict:
        snapshot = None if trouble else self.runs.snapshot("run-1")
        moment = self.moments(self.runs.get("run-1"), snapshot, trouble, watchers)
        return json.loads(json.dumps(moment, allow_nan=False))


def epochs(moment: dict) -> list[int]:
    return moment["curves"]["figure"]["data"][0]["x"]


def test_a_moment_has_all_that_moves():
    shown = Shown(progress=progress(2))
    html = shown.look()["html"]
    assert "learning" in html["watch-title"] and "Epoch 2 of 5" in html["watch-progress"]
    assert "epoch 1" in html["watch-result"] and 'src="pictures/' in html["watch-tiles"]
    layout = shown.look()["curves"]["figure"]["layout"]
    assert layout["yaxis2"]["type"] == "log"


def test_curves_are_drawn_once_a_second_but_their_first_point_and_the_last_at_once():
    shown = Shown()
    shown.change(epochs=())
    assert epochs(shown.look()) == [None]
    shown.change(epochs=a_run(1).epochs)
    assert epochs(shown.look()) == [0, 1]
    shown.change(epochs=a_run(4).epochs)
    assert epochs(shown.look()) == [0, 1]
    shown.now += CURVES_EVERY
    assert epochs(shown.look()) == [0, 1, 2, 3, 4]
    shown.runs.runs["run-1"] = a_run(5, Status.FINISHED)
    assert epochs(shown.look())[-1] == 5


def test_pictures_come_the_less_often_the_more_are_watching():
    shown = Shown()
    first = shown.look(MANY)["html"]["watch-tiles"]
    shown.change(latest=1.5)
    assert shown.look(MANY)["html"]["watch-tiles"] == first
    shown.now += LONGEST
    second = shown.look()["html"]["watch-tiles"]
    assert second != first
    shown.change(latest=1.8)
    shown.now += LONGEST / MANY
    assert shown.look()["html"]["watch-tiles"] != second


def test_the_controls_are_asked_for_when_they_change():
    shown = Shown()
    first = shown.look()["controls"]
    shown.change(epochs=a_run(3).epochs)
    assert shown.look()["controls"] == first
    shown.change(learning_rate=0.5)
    second = shown.look()["controls"]
    shown.change(status=Status.PAUSED)
    assert len({first, second, shown.look()["controls"]}) == 3


def test_weights_that_can_t_be_had_are_explained():
    assert "altered on disk" in Shown().look(trouble="altered on disk")["html"]["watch-tiles"]


def test_notices_are_for_everybody():
    assert "can’t be saved" in Shown(notices=("It can’t be saved.",)).look()["html"]["watch-result"]
