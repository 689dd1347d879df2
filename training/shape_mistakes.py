"""Three classic mistakes with shapes: the code, what Keras says to it, the line that mends it.

Each message is what Keras 3.15 prints for MNIST; a test runs every snippet and compares.
"""

from __future__ import annotations

from dataclasses import dataclass

# What every snippet begins with.
SETTING = """\
model = keras.Sequential([
    keras.Input((784,)),
    keras.layers.Dense(64, activation="sigmoid"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(loss="categorical_crossentropy")"""


@dataclass(frozen=True)
class ShapeMistake:
    """One mistake.

    Attributes:
        title: what went wrong, in a few words.
        code: the lines that fail.
        message: the part of Keras's message that says why; "…" stands for what is left out.
        mend: the one line that mends it, to be run before the code.
        why: the reason, in a sentence or two.
    """

    title: str
    code: str
    message: str
    mend: str
    why: str


MISTAKES = (
    ShapeMistake(
        title="A square where a row is expected",
        code="y = keras.utils.to_categorical(y_train, 10)\nmodel.fit(x_train, y)",
        message="ValueError: … Expected shape (None, 784), but input has incompatible shape "
        "(32, 28, 28)",
        mend="x_train = x_train.reshape(-1, 784)",
        why="The first layer has a weight for each of 784 inputs in a row, and gets 28 rows of 28. "
        "32 is how many images Keras takes at a time; None means any number of them.",
    ),
    ShapeMistake(
        title="A digit where ten numbers are expected",
        code="x = x_train.reshape(-1, 784)\nmodel.fit(x, y_train)",
        message="ValueError: Arguments `target` and `output` must have the same rank (ndim). "
        "Received: target.shape=(32,), output.shape=(32, 10)",
        mend="y_train = keras.utils.to_categorical(y_train, 10)",
        why="The network answers with ten probabilities, and the label is one number: 7. "
        "One-hot makes ten numbers of it.",
    ),
    ShapeMistake(
        title="Trained in rows, tested in squares",
        code="x = x_train.reshape(-1, 784)\n"
        "y = keras.utils.to_categorical(y_train, 10)\n"
        "model.fit(x, y)  # works\n"
        "model.predict(x_test)",
        message="ValueError: … Expected shape (None, 784), but input has incompatible shape "
        "(32, 28, 28)",
        mend="x_test = x_test.reshape(-1, 784)",
        why="Whatever was done to the training images has to be done to the test images, too: "
        "reshaped, and divided by 255 where they were.",
    ),
)
