"""TensorFlow, once a test lets it in: first on PYTHONPATH, it stands in the real one's way.

Until the file named by LET_TENSORFLOW_IN exists, a server that imports TensorFlow waits here.
"""

import os
import sys
import time
from pathlib import Path

while not Path(os.environ["LET_TENSORFLOW_IN"]).exists():
    time.sleep(0.02)
sys.path.remove(str(Path(__file__).parents[1]))
del sys.modules["tensorflow"]
import tensorflow  # noqa: E402, F401 - now it is the real one
