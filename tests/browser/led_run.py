"""A run in a browser that learns as far as its test allows (see tests/told_worker.py)."""

from benchmarks.train_page import TrainPage
from tests.told_worker import Lead

EPOCHS = 9
SETTINGS = f"hidden_units=8&epochs={EPOCHS}&training_images=4000"


def begin(page: TrainPage, address: str, lead: Lead) -> str:
    """Start a run that goes on after its first epoch, but no further."""
    lead.allow(1)
    page.open(address)
    run = page.train()
    page.wait_for_epoch(1)
    return run
