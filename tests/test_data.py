"""Where MNIST comes from: the order of the sources, and what happens when one is damaged."""

import hashlib
import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from model.errors import UserError
from training import data, download, make_sample
from training.data import load_mnist, read_mnist
from training.download import Download

ARRAYS = ("x_train", "y_train", "x_test", "y_test")


def small_arrays(seed: int = 0) -> dict[str, np.ndarray]:
    """Twenty images to train and ten to test; a part of MNIST as far as a reader can tell."""
    rng = np.random.default_rng(seed)
    return {
        "x_train": rng.integers(0, 256, (20, 28, 28), np.uint8),
        "y_train": np.arange(20, dtype=np.uint8) % 10,
        "x_test": rng.integers(0, 256, (10, 28, 28), np.uint8),
        "y_test": np.arange(10, dtype=np.uint8),
    }


def write(path: Path, **changes: np.ndarray | None) -> Path:
    """A small MNIST file in which arrays are changed, or left out where None."""
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = {**small_arrays(), **changes}
    np.savez_compressed(path, **{k: v for k, v in arrays.items() if v is not None})
    return path


def with_member(path: Path, name: str, content: bytes) -> Path:
    """A small MNIST file in which the bytes of one array are replaced."""
    whole = write(path.with_suffix(".whole.npz"))
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, content if each == name else old.read(each))
    return path


def npy_header(shape: tuple[int, ...], descr: str = "|u1") -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        stream, {"shape": shape, "fortran_order": False, "descr": descr}
    )
    return stream.getvalue()


@pytest.fixture
def named(tmp_path) -> Path:
    return tmp_path / "named.npz"


@pytest.fixture
def cache(tmp_path) -> Path:
    return tmp_path / "keras" / "datasets" / "mnist.npz"


@pytest.fixture(autouse=True)
def no_source_but_the_sample(tmp_path, monkeypatch):
    """No file, no cache, nothing read before, and a server that isn't there."""
    monkeypatch.delenv("MNIST_PATH", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(data, "_kept", data._Kept())
    monkeypatch.setattr(data, "_download", Download("http://127.0.0.1:9/mnist.npz", "", 10**6, 5))


# The file and the cache.


def test_the_named_file_comes_before_the_cache(named, cache, monkeypatch):
    write(cache)
    monkeypatch.setenv("MNIST_PATH", str(write(named, y_test=np.full(10, 7, np.uint8))))
    mnist = load_mnist()
    assert set(mnist.y_test) == {7}
    assert str(named) in mnist.source
    assert mnist.notes == ()


def test_the_cache_is_used_when_no_file_is_named(cache):
    write(cache)
    mnist = load_mnist()
    for name in ARRAYS:
        assert np.array_equal(getattr(mnist, name), small_arrays()[name])
    assert str(cache) in mnist.source


def test_a_named_file_that_is_missing_is_mentioned_and_the_cache_is_used(named, cache, monkeypatch):
    write(cache)
    monkeypatch.setenv("MNIST_PATH", str(named))
    mnist = load_mnist()
    assert str(cache) in mnist.source
    assert mnist.notes == (f"{named} was refused: there is no such file.",)


def test_a_damaged_file_is_mentioned_and_the_cache_is_used(named, cache, monkeypatch):
    write(cache)
    monkeypatch.setenv("MNIST_PATH", str(write(named, x_test=None)))
    mnist = load_mnist()
    assert str(cache) in mnist.source
    assert mnist.notes == (f"{named} was refused: it has no array x_test.",)


def test_with_every_source_damaged_the_sample_comes_with_a_note_on_each(named, cache, monkeypatch):
    write(cache, y_train=None)
    monkeypatch.setenv("MNIST_PATH", str(write(named, x_test=None)))
    mnist = load_mnist()
    assert mnist.is_sample
    assert len(mnist.notes) == 3
    for note, place in zip(
        mnist.notes, (str(named), str(cache), "http://127.0.0.1:9/"), strict=True
    ):
        assert note.startswith(place)


def test_a_home_directory_may_be_written_as_a_tilde(tmp_path, monkeypatch):
    write(tmp_path / "mine.npz")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("MNIST_PATH", "~/mine.npz")
    assert str(tmp_path / "mine.npz") in load_mnist().source


def test_a_home_directory_of_nobody_is_a_missing_file(monkeypatch):
    monkeypatch.setenv("MNIST_PATH", "~nobody-of-this-name/mnist.npz")
    assert "there is no such file" in load_mnist().notes[0]


def test_the_cache_is_where_keras_looks(tmp_path, monkeypatch):
    assert data.keras_cache() == tmp_path / "keras" / "datasets" / "mnist.npz"
    monkeypatch.delenv("KERAS_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert data.keras_cache() == tmp_path / ".keras" / "datasets" / "mnist.npz"


def test_mnist_itself_is_read_whole(mnist_path):
    mnist = read_mnist(mnist_path)
    assert mnist.x_train.shape == (60_000, 28, 28)
    assert mnist.x_test.shape == (10_000, 28, 28)
    assert mnist.y_train[:12].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4, 3, 5]
    assert (mnist.y_test[0], mnist.y_test[5]) == (7, 1)
    assert not mnist.is_sample


def test_a_part_of_mnist_is_used_but_never_taken_for_the_whole(named):
    mnist = read_mnist(write(named))
    assert mnist.is_sample
    assert "part of MNIST, 20 images to train and 10 to test" in mnist.source


def test_an_array_stored_by_column_is_read_right(named):
    images = small_arrays()["x_train"]
    mnist = read_mnist(write(named, x_train=np.asfortranarray(images)))
    assert np.array_equal(mnist.x_train, images)
    assert mnist.x_train.flags.c_contiguous
    assert not mnist.x_train.flags.writeable


# Damaged files.


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"y_train": None}, "it has no array y_train"),
        ({"x_train": np.zeros((20, 784), np.uint8)}, r"x_train .*\(N, 28, 28\), got \(20, 784\)"),
        ({"x_test": np.zeros((10, 28, 27), np.uint8)}, r"x_test .*got \(10, 28, 27\)"),
        ({"y_test": np.zeros((10, 1), np.uint8)}, r"y_test .*\(N,\), got \(10, 1\)"),
        ({"y_test": np.uint8(3)}, r"y_test .*\(N,\), got \(\)"),
        ({"x_train": np.zeros((20, 28, 28), np.float32)}, "x_train must be uint8, got float32"),
        ({"y_train": np.zeros(20, np.int64)}, "y_train must be uint8, got int64"),
        ({"y_train": np.array([None] * 20)}, "y_train must be uint8, got object"),
        ({"y_train": np.zeros(19, np.uint8)}, "equally many, got 20 images and 19 labels"),
        ({"y_train": np.full(20, 10, np.uint8)}, "y_train must be 0 to 9, got 10"),
        ({"x_test": np.zeros((0, 28, 28), np.uint8)}, "x_test must have 1 to 10,000 rows, got 0"),
        ({"y_test": np.zeros(10_001, np.uint8)}, "y_test must have 1 to 10,000 rows, got 10,001"),
    ],
)
def test_wrong_arrays_are_refused_by_name(named, changes, wrong):
    with pytest.raises(UserError, match=wrong) as error:
        read_mnist(write(named, **changes))
    assert str(error.value).startswith(f"{named} was refused: ")


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"", "cut short"),
        (b"60,000 digits", "cut short"),
        (npy_header((20,))[:-40], "cut short"),
        (npy_header((20,)) + bytes(19), "y_train must hold 20 values"),
        (npy_header((20,)) + bytes(21), "y_train must hold 20 values"),
        (npy_header((2**60,)), "rows, got 1,152,921,504,606,846,976"),
        (npy_header((-1,)), "rows, got -1"),
        (npy_header((20,)) + bytes(200_000), "y_train must unpack to at most"),
        # A header of the second version may claim to be four gigabytes long.
        (b"\x93NUMPY\x02\x00\xff\xff\xff\xff" + bytes(1000), "cut short"),
    ],
)
def test_an_array_that_lies_about_itself_is_refused(named, content, wrong):
    with pytest.raises(UserError, match=wrong):
        read_mnist(with_member(named, "y_train.npy", content))


def test_a_pickle_is_not_opened(named, tmp_path):
    witness = tmp_path / "opened"

    class Trap:
        def __reduce__(self):
            return Path.touch, (witness,)

    write(named, y_train=np.array([Trap()] * 20, dtype=object))
    with pytest.raises(UserError, match="y_train must be uint8, got object"):
        read_mnist(named)
    assert not witness.exists()


def test_a_small_file_that_unpacks_to_much_is_refused_unopened(named):
    bomb = npy_header((60_000,)) + bytes(100_000_000)
    with pytest.raises(UserError, match="y_train must unpack to at most 125,536 bytes"):
        read_mnist(with_member(named, "y_train.npy", bomb))
    assert named.stat().st_size < 200_000


def test_what_is_no_file_or_no_archive_is_refused(tmp_path, named):
    with pytest.raises(UserError, match="no such file"):
        read_mnist(tmp_path)
    for content in (b"", b"x_train = 5, 0, 4, 1", bytes(1000)):
        named.write_bytes(content)
        with pytest.raises(UserError, match="cut short"):
            read_mnist(named)
    with pytest.raises(UserError, match="File name too long"):
        read_mnist(tmp_path / ("long" * 100))
    with named.open("wb") as file:
        file.truncate(10**9)
    with pytest.raises(UserError, match="larger than"):
        read_mnist(named)


def test_an_archive_whose_index_points_past_its_end_is_refused(named):
    archive = bytearray(write(named).read_bytes())
    # In the first entry of the index, bytes 42 to 46 say where its array begins.
    offset = archive.index(b"PK\x01\x02") + 42
    archive[offset : offset + 4] = (len(archive) - 10).to_bytes(4, "little")
    named.write_bytes(archive)
    with pytest.raises(UserError, match="cut short"):
        read_mnist(named)


def test_a_file_cut_anywhere_is_refused(named):
    whole = write(named).read_bytes()
    for length in range(0, len(whole), 97):
        named.write_bytes(whole[:length])
        with pytest.raises(UserError, match="cut short"):
            read_mnist(named)


def test_no_damaged_byte_causes_anything_but_a_refusal(named):
    # Blank images make the file small enough to damage each of its bytes.
    blank = {
        "x_train": np.zeros((20, 28, 28), np.uint8),
        "x_test": np.zeros((10, 28, 28), np.uint8),
    }
    whole = write(named, **blank).read_bytes()
    refused = 0
    for position in range(len(whole)):
        damaged = bytearray(whole)
        damaged[position] ^= 0xFF if position % 2 else 0x01
        named.write_bytes(damaged)
        try:
            read_mnist(named)
        except UserError:
            refused += 1
    # What remains are bytes without meaning, such as times.
    assert refused > len(whole) / 2


# What is kept.


def test_arrays_can_be_read_but_not_written(cache):
    sample = load_mnist()
    write(cache)
    for mnist in (sample, load_mnist()):
        for name in ARRAYS:
            with pytest.raises(ValueError, match="read-only"):
                getattr(mnist, name)[0] = 1


def test_eight_threads_share_one_reading(cache, monkeypatch):
    write(cache)
    readings = []
    monkeypatch.setattr(data, "read_mnist", lambda path: readings.append(path) or read_mnist(path))
    together = threading.Barrier(8)

    def load(_):
        together.wait()
        return load_mnist()

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(load, range(8)))
    assert readings == [cache]
    assert all(each.x_train is results[0].x_train for each in results)


def test_a_failure_is_not_kept(cache):
    cache.parent.mkdir(parents=True)
    cache.write_bytes(b"torn")
    assert str(cache) not in load_mnist().source
    write(cache)
    assert str(cache) in load_mnist().source


def test_a_file_that_changes_is_read_again(cache):
    write(cache)
    load_mnist()
    write(cache, y_test=np.full(10, 7, np.uint8))
    assert set(load_mnist().y_test) == {7}
    cache.write_bytes(b"torn")
    assert any(note.startswith(str(cache)) for note in load_mnist().notes)


# The download, from a server on this machine.


class Server:
    """Answers each request by calling `answer(handler)`, and counts them."""

    def __init__(self, answer: Callable[[BaseHTTPRequestHandler], None]):
        self.requests = 0
        # Set when the test is over: an answer that stalls waits for it.
        self.over = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                outer.requests += 1
                answer(self)

            def log_message(self, *_):
                pass

        class QuietServer(ThreadingHTTPServer):
            def handle_error(self, *_):
                """A client that gives up is what some tests are about."""

        self._server = QuietServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/mnist.npz"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def serve(monkeypatch) -> Iterator[Callable[..., Server]]:
    """Start a server and make it the place that MNIST is downloaded from."""
    servers = []

    def start(answer, sha256: str = "", seconds: float = 5.0, largest: int = 10**6) -> Server:
        server = Server(answer)
        servers.append(server)
        monkeypatch.setattr(data, "_download", Download(server.url, sha256, largest, seconds))
        return server

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def whole(tmp_path) -> bytes:
    """A file as the server should send it."""
    return write(tmp_path / "served.npz").read_bytes()


def send(content: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_download_lands_whole_in_the_cache(serve, whole, cache):
    serve(send(whole), sha256(whole))
    mnist = load_mnist()
    assert str(cache) in mnist.source
    assert mnist.notes == ()
    assert [each.name for each in cache.parent.iterdir()] == ["mnist.npz"]
    assert cache.read_bytes() == whole


def test_a_download_replaces_a_damaged_cache(serve, whole, cache):
    cache.parent.mkdir(parents=True)
    cache.write_bytes(b"torn")
    serve(send(whole), sha256(whole))
    assert load_mnist().notes == ()
    assert cache.read_bytes() == whole


def test_eight_threads_cause_one_download(serve, whole):
    server = serve(send(whole), sha256(whole))
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: load_mnist(), range(8)))
    assert server.requests == 1
    assert len({each.source for each in results}) == 1


def test_nothing_is_downloaded_when_a_file_is_there(serve, whole, cache):
    server = serve(send(whole), sha256(whole))
    write(cache)
    load_mnist()
    load_mnist(wait=False)
    assert server.requests == 0


def test_a_page_gets_the_sample_at_once_and_all_when_it_has_come(serve, whole, cache):
    may_answer = threading.Event()

    def answer(handler):
        may_answer.wait(5)
        send(whole)(handler)

    server = serve(answer, sha256(whole))
    first = load_mnist(wait=False)
    assert len(first.x_train) == 4_000
    assert first.notes == (f"The download from {server.url} has not ended yet.",)
    may_answer.set()
    data._download.wait()
    assert str(cache) in load_mnist(wait=False).source
    assert server.requests == 1


def test_another_file_than_the_expected_one_is_refused(serve, whole, cache):
    server = serve(send(whole), sha256(whole + b" "))
    mnist = load_mnist()
    assert mnist.notes == (
        f"{server.url} could not be used: its SHA-256 is not that of the expected file.",
    )
    assert len(mnist.x_train) == 4_000
    assert not cache.exists()


def test_a_download_is_tried_once(serve):
    server = serve(lambda handler: handler.send_error(404))
    for _ in range(3):
        assert load_mnist().notes == (f"{server.url} could not be downloaded: Not Found.",)
    assert server.requests == 1


def test_an_endless_answer_is_given_up(serve, whole):
    serve(send(whole), sha256(whole), largest=len(whole) - 1)
    assert "larger than" in load_mnist().notes[0]


def test_an_answer_cut_short_is_refused(serve, whole, cache):
    def answer(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(whole)))
        handler.end_headers()
        handler.wfile.write(whole[:500])

    serve(answer, sha256(whole))
    assert "could not be" in load_mnist().notes[0]
    assert not cache.exists()


def test_an_answer_that_is_no_http_is_refused(serve):
    serve(lambda handler: handler.wfile.write(b"hello\r\n\r\n"))
    assert "could not be downloaded" in load_mnist().notes[0]


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.0 200 OK\r\n\r\n", b"HTTP/1.0 200 OK\r\n\r\nPK"])
def test_a_server_that_stalls_is_given_up(serve, monkeypatch, sent):
    monkeypatch.setattr(download, "STALL_SECONDS", 0.2)

    def answer(handler):
        handler.wfile.write(sent)
        server.over.wait(10)

    server = serve(answer)
    assert "timed out" in load_mnist().notes[0]


def test_a_server_that_drips_is_given_up_at_the_time_limit(serve):
    def answer(handler):
        handler.send_response(200)
        handler.end_headers()
        while not server.over.wait(0.02):
            handler.wfile.write(b".")

    server = serve(answer, seconds=0.3)
    mnist = load_mnist()
    assert len(mnist.x_train) == 4_000
    data._download.wait()
    assert data._download.note.endswith("it took longer than 0.3 seconds.")


def test_a_cache_that_cannot_be_written_is_mentioned(serve, whole, tmp_path):
    (tmp_path / "keras").write_text("a file where a folder should be")
    serve(send(whole), sha256(whole))
    mnist = load_mnist()
    assert len(mnist.x_train) == 4_000
    assert "could not be" in mnist.notes[0]


# The sample.


def test_the_sample_is_split_4000_to_1000_with_all_digits_equally_often():
    mnist = load_mnist()
    assert mnist.x_train.shape == (4_000, 28, 28)
    assert mnist.x_test.shape == (1_000, 28, 28)
    assert np.bincount(mnist.y_train).tolist() == [400] * 10
    assert np.bincount(mnist.y_test).tolist() == [100] * 10
    assert {getattr(mnist, name).dtype for name in ARRAYS} == {np.dtype(np.uint8)}


def test_the_sample_says_what_it_is_and_how_to_get_the_rest():
    mnist = load_mnist()
    assert mnist.is_sample
    for words in ("sample", "5,000", "4,000", "1,000", "MNIST_PATH"):
        assert words in mnist.source


def test_any_ten_neighbours_in_the_sample_are_ten_digits():
    assert set(load_mnist().y_train[1234:1244]) == set(range(10))


def test_the_sample_holds_real_digits_each_with_its_label(mnist_path):
    known = read_mnist(mnist_path)
    labels = {
        image.tobytes(): label for image, label in zip(known.x_train, known.y_train, strict=True)
    }
    sample = load_mnist()
    images = np.concatenate([sample.x_train, sample.x_test])
    assert len({image.tobytes() for image in images}) == 5_000
    assert [labels[image.tobytes()] for image in images] == [*sample.y_train, *sample.y_test]


def test_without_any_source_the_error_says_what_was_tried(monkeypatch):
    monkeypatch.setattr(data, "SAMPLE", Path("nowhere") / "mnist_sample.npz")
    with pytest.raises(UserError) as error:
        load_mnist()
    for words in ("http://127.0.0.1:9/", "mnist_sample.npz", "MNIST_PATH"):
        assert words in str(error.value)


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (None, "it is missing"),
        (b"", "its SHA-256"),
        (data.SAMPLE.read_bytes()[:-20], "its SHA-256"),
    ],
)
def test_a_damaged_sample_is_refused_by_name(tmp_path, monkeypatch, content, wrong):
    path = tmp_path / "mnist_sample.npz"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setattr(data, "SAMPLE", path)
    with pytest.raises(UserError, match=wrong) as error:
        load_mnist()
    assert f"{path} was refused" in str(error.value)


def test_the_sample_is_made_from_one_file_only():
    with pytest.raises(UserError, match=r"not the file mnist_5k\.csv\.gz"):
        make_sample.sample(b"1,2,3")
