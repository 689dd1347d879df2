"""The line that says, wherever digits are shown or learnt from, that they are not all of MNIST."""

from html import escape

from training.data import TRAIN_IMAGES, Mnist


def sample_notice(digits: Mnist) -> str:
    """One line that says that this is not all of MNIST; how to get the rest is a click away."""
    more = "".join(f"<p>{escape(sentence)}</p>" for sentence in (digits.source, *digits.notes))
    return (
        f'<details class="dl-notice dl-sample"><summary>Only {len(digits.x_train):,} of MNIST’s '
        f"{TRAIN_IMAGES:,} training images are here, so no figure compares with a published one. "
        f"<span>How to get the rest</span></summary>{more}</details>"
    )
