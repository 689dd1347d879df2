"""One training as a process of its own: `python -m training.workers.worker`.

It gets ready (TensorFlow, MNIST), says so, reads one job from its standard input, trains, and
ends. Events go to its standard output (see training/runs/events.py); commands come in while it
trains. When its standard input closes, whoever started it is gone, and it ends at once.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from queue import SimpleQueue
from typing import IO, Any

import psutil

from model.errors import UserError
from training.config import TrainingConfig
from training.data import Mnist, load_mnist
from training.runs.events import Command, Event, ended_unmeasured
from training.workers.trainer import Controls, train

logger = logging.getLogger(__name__)

ALIVE_EVERY = 0.5  # seconds
NICENESS = 10  # drawing and pages come first
MEMORY_VARIABLE = "TRAINING_MEMORY_MB"
MEMORY_MB = 3_000
OUT_OF_MEMORY = (
    "This training needed more memory than it may have ({limit:,} MB), so it was ended. "
    "Fewer units, fewer layers or smaller batches need less."
)
UNEXPECTED = (
    "Something went wrong inside the program, so this training ended. The log of the server says "
    "what. Other trainings are not affected."
)

# As `Engine` is made: from a config and the images.
EngineMaker = Callable[[TrainingConfig, Mnist], Any]


@dataclass(frozen=True)
class Job:
    """What a worker is asked to do: train `config` as an attempt at a run."""

    run: str
    attempt: int
    config: TrainingConfig

    def to_line(self) -> str:
        """The job as one line of JSON."""
        return json.dumps(asdict(self)) + "\n"

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Job:
        """The inverse of `to_line`, after the line was read as JSON."""
        return cls(values["run"], values["attempt"], TrainingConfig(**values["config"]))


class Reporter:
    """Writes events of one worker, from several threads."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._lock = threading.Lock()
        self._number = 0
        self._run, self._attempt = "", 0
        self._ended = False

    @property
    def has_job(self) -> bool:
        """Whether events are about a run."""
        return self._attempt > 0

    def begin(self, job: Job) -> None:
        """From now on, events are about this job."""
        with self._lock:
            self._run, self._attempt = job.run, job.attempt

    def report(self, kind: str, **values: Any) -> None:
        """Send one event; none follows the one that says that the run has ended."""
        with self._lock:
            if self._ended:
                return
            self._ended = kind == "ended"
            self._number += 1
            event = Event(self._run, self._attempt, self._number, kind, values)
            self._stream.write(event.to_line())
            self._stream.flush()


def load_engine() -> tuple[EngineMaker, float]:
    """Import TensorFlow and have it compile something, which takes seconds.

    Returns:
        What makes an engine, and how slow it is: see `training.engine.warm_up`.
    """
    from training.engine import Engine, warm_up

    return Engine, warm_up()


def main(load: Callable[[], tuple[EngineMaker, float]] = load_engine) -> None:
    """Get ready, do one job, and end.

    Args:
        load: loads what the training needs; returns the same as `load_engine`.
    """
    # What libraries print must not get between the events.
    events = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    reporter, controls = Reporter(events), Controls()
    jobs: SimpleQueue[Job] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin, jobs, controls), daemon=True).start()
    threading.Thread(target=_stay_alive, args=(reporter,), daemon=True).start()
    try:
        engine, slowness = load()
        load_mnist(wait=False)
        seconds = time.time() - psutil.Process().create_time()
        reporter.report("ready", slowness=slowness, seconds=seconds)
        job = jobs.get()
        reporter.begin(job)
        _train(job, engine, controls, reporter.report)
    except BrokenPipeError:
        pass  # nobody listens any more
    # Not sys.exit: threads of TensorFlow take a second to end, and hold nothing worth saving.
    sys.stderr.flush()
    os._exit(0)


def _train(job: Job, engine: EngineMaker, controls: Controls, report: Callable[..., None]) -> None:
    try:
        mnist = load_mnist(wait=False)
        report("begun", data=mnist.source, is_sample=mnist.is_sample)
        train(engine(job.config, mnist), job.config, mnist, controls, report)
    except UserError as error:
        _fail(report, str(error))
    except MemoryError:
        _fail(report, OUT_OF_MEMORY.format(limit=memory_limit()))
    except BrokenPipeError:
        raise
    except Exception as error:
        # The end of the process: whatever escaped here would leave a run without a reason.
        logger.exception("the training failed")
        exhausted = type(error).__name__ == "ResourceExhaustedError"  # TensorFlow's MemoryError
        _fail(report, OUT_OF_MEMORY.format(limit=memory_limit()) if exhausted else UNEXPECTED)


def _fail(report: Callable[..., None], sentence: str) -> None:
    report("ended", **ended_unmeasured("failed", sentence))


def _listen(lines: IO[str], jobs: SimpleQueue[Job], controls: Controls) -> None:
    """Pass on the job and the commands, in whatever order they come, until nobody is there."""
    try:
        for line in lines:
            values = json.loads(line)
            if "config" in values:
                jobs.put(Job.from_json(values))
            else:
                controls.take(Command(**values))
    finally:
        os._exit(0)


def _stay_alive(reporter: Reporter) -> None:
    """Say every now and then that the process is alive, and end it before it takes too much."""
    # The kernel, if memory runs out faster than this looks, shall take the worker, not the app.
    _volunteer_to_be_killed()
    limit = memory_limit()
    while True:
        time.sleep(ALIVE_EVERY)
        try:
            if reporter.has_job and psutil.Process().memory_info().rss / 2**20 > limit:
                _fail(reporter.report, OUT_OF_MEMORY.format(limit=limit))
                os._exit(1)
            reporter.report("alive")
        except BrokenPipeError:
            os._exit(0)


def memory_limit() -> int:
    """The megabytes that a worker may use."""
    return int(os.environ.get(MEMORY_VARIABLE) or MEMORY_MB)


def _volunteer_to_be_killed() -> None:
    try:
        with open("/proc/self/oom_score_adj", "w") as file:  # noqa: PTH123
            file.write("500")
    except OSError:
        pass  # not Linux


if __name__ == "__main__":
    main()
