"""Everyday things as few strokes each, written down: what `sketches` draws with variation.

A template is text: parts after one another, with semicolons between them; each is a letter and
numbers in a box of about 100 × 100, x to the right and y down.

    l x y x y ...    straight lines from point to point
    c x y x y ...    a smooth curve through all points
    o x y rx ry      an ellipse around (x, y)
    b x y x y        a box from corner to corner
    d x y            a dot

A part that begins with ? is sometimes left out. No template looks like a digit without such parts.
"""

from training.pretraining.sketch_templates import (
    animals,
    food,
    household,
    nature,
    play,
    travel,
    worn,
)

GROUPS = (animals, household, worn, travel, food, nature, play)
ALL = {name: template for group in GROUPS for name, template in group.TEMPLATES.items()}
# Never shown to the twin of the default network, so that it can be measured on them.
HELD_OUT = (
    *("snail", "rabbit", "octopus", "key", "chair", "scissors", "padlock", "crown", "shoe"),
    *("bicycle", "airplane", "anchor", "ice cream", "carrot", "palm tree", "tulip"),
    *("guitar", "ghost"),
)
