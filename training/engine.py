"""One network and its training, in compiled pieces of epochs.

Keras's `fit` spends most of its time between batches: an epoch of a small network is hundreds of
little calls. Here the loop over the batches is inside the compiled call. The layers, the loss and
the optimizer are Keras's own, and so is every mean (see `tests/test_engine.py`).
"""

from __future__ import annotations

import math
import statistics
import time
from typing import Any, NamedTuple

import numpy as np

from model import backend
from model.errors import UserError
from model.network import CLASSES, PIXELS, build
from model.preprocess import IMAGE_SIZE
from training.config import TrainingConfig
from training.cost import seconds_per_epoch
from training.data import Mnist

# Images looked at together when nothing is learnt from them: what a layer of 2,048 units makes
# of so many takes 16 MB.
CHUNK = 2_000

# What TensorFlow expects of memory that it hasn't reserved itself, in bytes.
ALIGNMENT = 64
WARM_UP = TrainingConfig(training_images=5_000, validation_split=0.2, epochs=5)


class Batches(NamedTuple):
    """How far an epoch has come.

    Attributes:
        done: batches of this epoch that were trained.
        loss, accuracy: means over their images, each with the weights of its time, as Keras's
            `fit` reports them; the loss includes the penalty on large weights.
    """

    done: int
    loss: float
    accuracy: float


class Engine:
    """One network and its training.

    The same config and images give the same run on the same machine, bit for bit, however the
    epochs are cut into calls of `train` and whatever else the machine does. The weights start as
    those of a plain Keras script with the same seed. Two draws differ from `fit`'s, though not in
    kind: the order of the images (see `order_of_images`), and which neurons dropout silences.

    Attributes:
        batches: in an epoch; the last may be smaller.
        fitted_images: that the weights are fitted to: all but the validation split.
        epoch: the one under way or just finished; 0 before the first.
    """

    def __init__(self, config: TrainingConfig, mnist: Mnist) -> None:
        """Build the network; what trains it is compiled by the first call of `train`.

        Raises:
            UserError: the config asks for more training images than there are.
        """
        if config.training_images > len(mnist.x_train):
            raise UserError(
                f"training_images must be at most {len(mnist.x_train):,} with these data, got "
                f"{config.training_images:,}."
            )
        tf = backend.tensorflow()
        import keras

        keras.utils.set_random_seed(config.seed)
        self._seed = config.seed
        self._network = build(config.spec)
        self._optimizer = keras.optimizers.get(config.optimizer)
        self._optimizer.build(self._network.trainable_variables)
        self.learning_rate = config.learning_rate
        self.fitted_images = config.fitted_images
        self._batch_size = min(config.batch_size, self.fitted_images)
        self.batches = math.ceil(self.fitted_images / self._batch_size)
        self.epoch = 0
        self._done = self.batches
        # Tensors: the loss and the images read right in this epoch so far, both added up.
        self._loss: Any = None
        self._right: Any = None
        self._images = mnist.x_train[: self.fitted_images].reshape(-1, PIXELS)
        self._labels = mnist.y_train[: self.fitted_images]
        # Filled again for each epoch. New memory every time, or a copy in TensorFlow's own,
        # takes six times as long: a quarter of a small network's epoch.
        self._in_order = _aligned((self.batches * self._batch_size, PIXELS))
        self._epoch_images = tf.experimental.dlpack.from_dlpack(self._in_order.__dlpack__())
        if config.validation_split:
            held_out = slice(self.fitted_images, config.training_images)
            self._validation = mnist.x_train[held_out], mnist.y_train[held_out]
        else:
            self._validation = mnist.x_test, mnist.y_test
        loss = keras.losses.get(config.loss)
        self._train = _compile_training(self._network, self._optimizer, loss, self._batch_size)
        self._look = _compile_looking(self._network, loss)

    @property
    def learning_rate(self) -> float:
        """How large each update is; a new value counts from the next batch."""
        return self._rate  # as it was given: the optimizer's own is rounded to float32

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        self._rate = self._optimizer.learning_rate = value

    def train(self, batches: int) -> Batches:
        """Train the next batches: fewer where the epoch ends.

        After an epoch's end the next one begins, with its images in a new order.

        Args:
            batches: at least 1; the number may change from call to call.
        """
        tf = backend.tensorflow()
        if self._done == self.batches:
            self._begin_epoch()
        stop = min(self._done + batches, self.batches)
        self._loss, self._right = self._train(
            self._epoch_images,
            self._epoch_labels,
            *(tf.constant(number) for number in (self.fitted_images, self._done, stop)),
            self._loss,
            self._right,
        )
        self._done = stop
        seen = min(stop * self._batch_size, self.fitted_images)
        return Batches(stop, float(self._loss) / seen, float(self._right) / seen)

    def validate(self) -> tuple[float, float]:
        """Loss and accuracy of the present weights on the validation images.

        Those are the held-out part of the training images where the config asks for one,
        otherwise the test set. The loss includes the penalty on large weights, as Keras's does.
        """
        loss, right, count = self._measure(*self._validation)
        penalty = sum(float(each) for each in self._network.losses)
        return loss / count + penalty, right / count

    def accuracy(self, images: np.ndarray, labels: np.ndarray) -> float:
        """The share of images that the present weights read right, without dropout.

        Args:
            images: (N, 28, 28) uint8, N at least 1.
            labels: (N,) uint8.
        """
        _, right, count = self._measure(images, labels)
        return right / count

    def weights(self) -> list[np.ndarray]:
        """Copies of the present weights, float32, in the order of Keras's `get_weights`."""
        weights: list[np.ndarray] = self._network.get_weights()
        return weights

    def _begin_epoch(self) -> None:
        tf = backend.tensorflow()
        self.epoch += 1
        order = order_of_images(self._seed, self.epoch, self.fitted_images)
        # The last batch is filled up with images that it has already; they won't count.
        missing = self.batches * self._batch_size - self.fitted_images
        begun = order[(self.batches - 1) * self._batch_size :]
        order = np.concatenate([order, np.resize(begun, missing)])
        # Without a mode that can't fail, NumPy would fill a buffer of its own first.
        np.take(self._images, order, axis=0, out=self._in_order, mode="clip")
        self._epoch_labels = tf.constant(self._labels[order])
        self._done = 0
        self._loss = self._right = tf.constant(0.0)

    def _measure(self, images: np.ndarray, labels: np.ndarray) -> tuple[float, float, int]:
        """The loss without penalty and the right answers, both added up, and how many images."""
        tf = backend.tensorflow()
        loss = right = 0.0
        for start in range(0, len(images), CHUNK):
            part = slice(start, start + CHUNK)
            pixels = images[part].reshape(-1, PIXELS)
            sums = self._look(tf.constant(pixels), tf.constant(labels[part]))
            loss += float(sums[0])
            right += float(sums[1])
        return loss, right, len(images)


def order_of_images(seed: int, epoch: int, count: int) -> np.ndarray:
    """In which order an epoch, 1 for the first, goes through `count` training images."""
    return np.random.default_rng((seed, epoch)).permutation(count)


def warm_up() -> float:
    """Do once what the first `Engine` of a process would otherwise wait for (seconds).

    Returns:
        How many times as long as on the reference machine (see `training.cost`) a short training
        takes in this process: the median of a few epochs of ten milliseconds.
    """
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (WARM_UP.training_images, IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    labels = rng.integers(0, CLASSES, WARM_UP.training_images, np.uint8)
    mnist = Mnist(images, labels, images, labels, source="Noise.", is_sample=True)
    engine = Engine(WARM_UP, mnist)
    engine.train(1)  # compiles
    engine.validate()
    engine.train(engine.batches)
    seconds = statistics.median(_seconds(engine) for _ in range(WARM_UP.epochs))
    return seconds / seconds_per_epoch(WARM_UP)


def _seconds(engine: Engine) -> float:
    """How long one epoch takes, validation included."""
    began = time.perf_counter()
    engine.train(engine.batches)
    engine.validate()
    return time.perf_counter() - began


def _aligned(shape: tuple[int, int]) -> np.ndarray:
    """An uninitialised uint8 array whose memory TensorFlow can use as it is."""
    size = math.prod(shape)
    memory = np.empty(size + ALIGNMENT, np.uint8)
    start = -memory.ctypes.data % ALIGNMENT
    return memory[start : start + size].reshape(shape)


def _compile_training(network: Any, optimizer: Any, loss: Any, size: int) -> Any:
    """A compiled function that trains some of an epoch's batches, one after another.

    It takes all of the epoch's images and labels in their order, with the last batch filled up;
    the first batch and the one to stop before; and what it returned for the batches before
    these: their loss (times their images) and the images read right, both added up.
    """
    tf = backend.tensorflow()

    def train_batch(images: Any, labels: Any, start: Any, count: Any) -> tuple[Any, Any]:
        part = tf.slice(images, (start, 0), (size, PIXELS)), tf.slice(labels, (start,), (size,))
        pixels, targets = _unpacked(*part)
        # Those that fill up the last batch count nothing.
        counts = tf.cast(tf.range(size) < count, tf.float32)
        with tf.GradientTape() as tape:
            losses, right = _judge(network, loss, pixels, targets, training=True)
            mean = tf.reduce_sum(losses * counts) / tf.cast(count, tf.float32)
            mean = tf.add_n([mean, *network.losses])
        gradients = tape.gradient(mean, network.trainable_variables)
        optimizer.apply(gradients, network.trainable_variables)
        return mean * tf.cast(count, tf.float32), tf.reduce_sum(right * counts)

    def train(
        images: Any, labels: Any, fitted: Any, first: Any, stop: Any, loss_sum: Any, right_sum: Any
    ) -> Any:
        def one_more(batch: Any, loss_sum: Any, right_sum: Any) -> tuple[Any, Any, Any]:
            start = batch * size
            count = tf.minimum(size, fitted - start)
            more_loss, more_right = train_batch(images, labels, start, count)
            return batch + 1, loss_sum + more_loss, right_sum + more_right

        state = tf.while_loop(
            lambda batch, *_: batch < stop, one_more, (first, loss_sum, right_sum)
        )
        return state[1:]

    return tf.function(train, jit_compile=True, autograph=False)


def _compile_looking(network: Any, loss: Any) -> Any:
    """A function from images and labels to their loss and the images read right, added up."""
    tf = backend.tensorflow()
    signature = [tf.TensorSpec((None, PIXELS), tf.uint8), tf.TensorSpec((None,), tf.uint8)]

    def look(images: Any, labels: Any) -> tuple[Any, Any]:
        losses, right = _judge(network, loss, *_unpacked(images, labels), training=False)
        return tf.reduce_sum(losses), tf.reduce_sum(right)

    return tf.function(look, input_signature=signature, autograph=False)


def _unpacked(images: Any, labels: Any) -> tuple[Any, Any]:
    """As the network and the loss want them: (N, 28, 28) float32, and one-hot labels (N, 10)."""
    tf = backend.tensorflow()
    pixels = tf.reshape(tf.cast(images, tf.float32), (-1, IMAGE_SIZE, IMAGE_SIZE))
    return pixels, tf.one_hot(tf.cast(labels, tf.int32), CLASSES)


def _judge(network: Any, loss: Any, pixels: Any, targets: Any, training: bool) -> tuple[Any, Any]:
    """Each image's loss, and 1.0 if it was read right, both (N,) float32."""
    import keras

    # Keras's softmax remembers its logits, and Keras's cross-entropy uses them.
    probabilities = keras.activations.softmax(network(pixels, training=training))
    right = keras.metrics.categorical_accuracy(targets, probabilities)
    return loss(targets, probabilities), right
