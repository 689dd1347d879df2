"""The Keras script that trains what a TrainingConfig describes, for people to read and copy."""

from __future__ import annotations

from model.network import CLASSES, PIXELS
from training.config import TrainingConfig
from training.data import TRAIN_IMAGES

OPTIMIZERS = {"sgd": "SGD", "rmsprop": "RMSprop", "adam": "Adam", "adamw": "AdamW"}


def keras_code(config: TrainingConfig) -> str:
    """A complete Python script that needs nothing but Keras and TensorFlow.

    It is written as the books write it: 784 inputs, scaled before the network sees them, and
    a softmax at its end. The app's own network divides inside and leaves the softmax to the
    loss, which comes to the same.
    """
    parts = (
        _imports(config),
        _data(config),
        _network(config),
        _training(config),
        _evaluation(),
    )
    return "\n\n".join(parts) + "\n"


def _imports(config: TrainingConfig) -> str:
    return f"import keras\n\nkeras.utils.set_random_seed({config.seed})"


def _data(config: TrainingConfig) -> str:
    lines = ["(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()"]
    if config.training_images < TRAIN_IMAGES:
        count = (
            f"{config.training_images:_}"
            if config.training_images >= 10_000
            else (str(config.training_images))
        )
        lines.append(f"x_train, y_train = x_train[:{count}], y_train[:{count}]")
    scaling = " / 255" if config.scaled else ""
    comment = "" if config.scaled else "  # raw: 0 to 255"
    lines += [
        f'x_train = x_train.reshape(-1, {PIXELS}).astype("float32"){scaling}{comment}',
        f'x_test = x_test.reshape(-1, {PIXELS}).astype("float32"){scaling}',
        f"y_train = keras.utils.to_categorical(y_train, {CLASSES})  # one-hot",
        f"y_test = keras.utils.to_categorical(y_test, {CLASSES})",
    ]
    return "\n".join(lines)


def _network(config: TrainingConfig) -> str:
    layers = [f"keras.Input(({PIXELS},))"]
    for units in config.hidden_units:
        arguments = [str(units)]
        if config.activation != "linear":
            arguments.append(f'activation="{config.activation}"')
        if config.l2:
            arguments.append(f"kernel_regularizer=keras.regularizers.L2({config.l2!r})")
        layers.append(f"keras.layers.Dense({', '.join(arguments)})")
        if config.dropout:
            layers.append(f"keras.layers.Dropout({config.dropout!r})")
    layers.append(f'keras.layers.Dense({CLASSES}, activation="softmax")')
    lines = "\n".join(f"        {layer}," for layer in layers)
    return f"model = keras.Sequential(\n    [\n{lines}\n    ]\n)\nmodel.summary()"


def _training(config: TrainingConfig) -> str:
    optimizer = f"keras.optimizers.{OPTIMIZERS[config.optimizer]}"
    validation = (
        f"validation_split={config.validation_split!r}"
        if config.validation_split
        else "validation_data=(x_test, y_test)"
    )
    return (
        "model.compile(\n"
        f"    optimizer={optimizer}(learning_rate={config.learning_rate!r}),\n"
        f'    loss="{config.loss}",\n'
        '    metrics=["accuracy"],\n'
        ")\n"
        "model.fit(\n"
        "    x_train,\n"
        "    y_train,\n"
        f"    batch_size={config.batch_size},\n"
        f"    epochs={config.epochs},\n"
        f"    {validation},\n"
        ")"
    )


def _evaluation() -> str:
    return (
        'loss, accuracy = model.evaluate(x_test, y_test)\nprint(f"Test accuracy: {accuracy:.2%}")'
    )
