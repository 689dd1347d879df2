"""A worker that learns nothing in a tenth of a second: what is left is what leading it costs.

It says what `training.workers.worker` says (the table in training/runs/events.py), and needs
nothing but Python, so that a thousand of them can be started.
"""

import json
import os
import sys
import time

SECONDS = 0.1
EPOCHS = 4


def main() -> None:
    """Get ready, do one job, and end."""
    say("", 0, 1, "ready", slowness=1.0, seconds=0.0)
    job = json.loads(sys.stdin.readline())
    run, attempt = job["run"], job["attempt"]
    say(run, attempt, 2, "begun", data="nothing", is_sample=True)
    for epoch in range(EPOCHS):
        time.sleep(SECONDS / EPOCHS)
        say(run, attempt, 3 + epoch, "epoch", epoch=epoch)
    say(run, attempt, 3 + EPOCHS, "ended", status="finished", sentence="")


def say(run: str, attempt: int, number: int, kind: str, **values: object) -> None:
    """Send one event."""
    head = {"run": run, "attempt": attempt, "number": number, "kind": kind}
    print(json.dumps(head | values), flush=True)


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:  # its machine was killed
        os._exit(1)
