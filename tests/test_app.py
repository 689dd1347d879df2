"""What app.py takes out of Streamlit is there: else its lines are needless, or named otherwise."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

BEFORE = """
import sys
from streamlit.components.v2.bidi_component import serialization
from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.runtime.scriptrunner import script_runner
from streamlit.watcher.polling_path_watcher import PollingPathWatcher
before = script_runner._clean_problem_modules, PollingPathWatcher._check_if_path_changed
import app
after = script_runner._clean_problem_modules, PollingPathWatcher._check_if_path_changed
assert not set(before) & set(after)
told = BidiComponent()
serialization.serialize_mixed_data({"strokes": [], "figure": {"data": []}}, told)
assert told.json == '{"strokes": [], "figure": {"data": []}}' and "pandas" not in sys.modules
"""


def test_nothing_is_cleaned_up_nor_polled_nor_taken_for_a_data_frame():
    # In a process of its own, because app.py changes Streamlit for good.
    done = subprocess.run(
        [sys.executable, "-c", BEFORE], check=False, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
