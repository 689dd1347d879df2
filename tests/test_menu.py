"""The menu of networks: in order of difficulty, with what each is and how much it reads."""

import json

import pytest

from model import library
from pages.shared.networks import menu


def test_the_simplest_come_first_and_the_default_is_the_strongest():
    names = library.names()
    assert names[0] == "no-hidden-layer" and names[-1] == library.DEFAULT
    units = [sum(library.card(name)["spec"]["hidden_units"]) for name in names[:-1]]
    assert units == sorted(units)
    assert max(names, key=library.drawings_read) == library.DEFAULT


@pytest.mark.parametrize("name", library.names())
def test_each_says_what_it_is_and_how_much_it_reads(name):
    mnist = library.card(name)["measured"]["mnist_test_accuracy"]
    drawings = library.drawings_read(name)
    assert 0.1 < drawings < 1
    shares = [f"{100 * share:.0f} %" for share in (mnist, drawings)]
    assert menu._label(name) == " · ".join([menu.title(name), *shares])
    assert all(share in menu.summary(name) for share in shares)
    assert len(menu.IN_SHORT[name]) < 80


def test_a_figure_of_other_weights_is_not_shown(tmp_path, monkeypatch):
    file = tmp_path / "drawings-read.json"
    file.write_text(json.dumps({"networks": {"default": {"share": 0.5, "sha256": "another"}}}))
    monkeypatch.setattr(library, "DRAWINGS_READ", file)
    library._drawings_read.cache_clear()
    try:
        assert library.drawings_read("default") is library.drawings_read("ten-lines") is None
        assert menu._label("default") == "Default recogniser · 99 %"
        file.unlink()
        library._drawings_read.cache_clear()
        assert library.drawings_read("default") is None
        assert "of drawings" not in menu.summary("default")
    finally:
        library._drawings_read.cache_clear()
