"""What differs between two JSON values, so that only that is sent."""

import json
import random
from typing import Any

import pytest

from server.watching.changes import Change, change


def some_json(rng: random.Random, depth: int = 3) -> Any:
    """Any JSON value."""
    kind = rng.randrange(7 if depth else 5)
    if kind < 5:
        return [None, rng.random() < 0.5, rng.randrange(3), rng.random(), f"Ä{rng.randrange(3)}"][
            kind
        ]
    inner = [some_json(rng, depth - 1) for _ in range(rng.randrange(4))]
    return inner if kind == 5 else {f"key {at}": each for at, each in enumerate(inner)}


def changed(before: Any, made: Change) -> Any:
    """The value after a change, as `changes.js` makes it."""
    if "=" in made:
        return made["="]
    if isinstance(before, dict):
        inner = made["."].items()
        return before | {key: changed(before.get(key), each) for key, each in inner}
    after = list(before)
    for key, each in made.get(".", {}).items():
        after[int(key)] = changed(after[int(key)], each)
    return after + made.get("+", [])


def varied(rng: random.Random, value: Any) -> Any:
    """The same with something else here and there, as one moment of a run after another."""
    if rng.random() < 0.2:
        return some_json(rng)
    if isinstance(value, list):
        more = [some_json(rng, 1)] * rng.randrange(3)
        return [varied(rng, each) for each in value] + more
    if isinstance(value, dict):
        return {key: varied(rng, each) for key, each in value.items()}
    return value


@pytest.mark.parametrize("seed", range(100))
def test_a_change_makes_one_value_into_the_other(seed):
    rng = random.Random(seed)
    before = some_json(rng)
    after = varied(rng, before)
    found = change(before, after)
    if found is None:
        assert before == after
    else:
        sent = json.loads(json.dumps(found))
        assert json.dumps(changed(before, sent)) == json.dumps(after)
    assert change(after, after) is None


def test_a_line_that_grows_costs_only_its_new_points():
    line = {"x": list(range(200)), "y": [0.5] * 200, "style": {"color": "#0072B2"}}
    longer = line | {"x": [*line["x"], 200], "y": [*line["y"], 0.75]}
    assert change(line, longer) == {".": {"x": {"+": [200]}, "y": {"+": [0.75]}}}


def test_true_is_not_one():
    assert change([1], [True]) == {".": {"0": {"=": True}}}
