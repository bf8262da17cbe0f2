# SPDX-License-Identifier: MIT
"""What each message does, without sockets; the ancestor's faults by name."""

import math
import random
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from pythonosc.osc_message_builder import build_msg

from autocoder.device.build import PROJECT
from autocoder.osc.addresses import ERROR, TABLE, Address
from autocoder.osc.distances import MOST_FOUND, Distances
from autocoder.osc.largest import largest_requests
from autocoder.osc.messages import LARGEST_DATAGRAM, build, build_floats, read
from autocoder.osc.remote import Remote
from autocoder.vae.model import DECODER, ENCODER, LATENT_SET, load_latents
from autocoder.vae.runtime import run_float
from autocoder.vae.scaling import from_sigmoid, to_sigmoid

LIBRARY = PROJECT / "models"
MODEL = LIBRARY / "strings"
ROW = np.linspace(0.1, 0.9, 8, dtype=np.float32)


@pytest.fixture
def remote() -> Remote:
    """Return a remote with everything of the default model loaded."""
    loaded = Remote(LIBRARY, seed=3)
    ask(loaded, "/load", "strings")
    ask(loaded, "/distance/load", "strings")
    return loaded


def ask(remote: Remote, address: str, *arguments: float | str) -> list[tuple[str, list[Any]]]:
    """Return the (address, arguments) of each reply."""
    return [message for reply in remote.answer(build(address, *arguments)) for message in read(reply)]


def amplitudes(latents: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Return what must be decoded, from the formula: 0 dB is 1, the floor is -96 dB."""
    targets = from_sigmoid(run_float(MODEL / DECODER, latents.reshape(-1, 8))).astype(np.float64)
    return np.asarray(10.0 ** ((96.0 * targets - 96.0) / 20.0))


def the_error(replies: list[tuple[str, list[Any]]], address: str) -> str:
    """Return what the only reply, an error, says."""
    assert [name for name, _ in replies] == [ERROR]
    asked, said = replies[0][1]
    assert asked == address
    assert said and "\n" not in said
    return str(said)


@pytest.mark.parametrize("each", TABLE, ids=lambda each: each.name)
def test_each_address_answers_its_example_as_the_table_says(remote: Remote, each: Address) -> None:
    assert tuple(name for name, _ in ask(remote, each.name, *each.example)) == each.replies


def test_decodes_linear_amplitudes(remote: Remote) -> None:
    (name, row), = ask(remote, "/decode", *ROW.tolist())
    assert name == "/decoded"
    np.testing.assert_allclose(row, amplitudes(ROW)[0], rtol=1e-5)
    assert min(row) > 0.0 and max(row) <= 1.0


def test_decodes_decibels_when_asked(remote: Remote) -> None:
    assert ask(remote, "/unit", "db") == [("/unit", ["db"])]
    (_, row), = ask(remote, "/decode", *ROW.tolist())
    np.testing.assert_allclose(row, 20.0 * np.log10(amplitudes(ROW)[0]), atol=1e-4)


def test_whole_numbers_are_latents_too_and_all_are_clipped(remote: Remote) -> None:
    assert ask(remote, "/decode", 7, -3, *[0.5] * 6) == ask(remote, "/decode", 1.0, 0.0, *[0.5] * 6)


def test_a_batch_gives_the_rows_that_single_messages_give(remote: Remote) -> None:
    rows = np.random.default_rng(1).random((5, 8), dtype=np.float32)
    single = [ask(remote, "/decode", *row.tolist())[0] for row in rows]
    assert ask(remote, "/decode", *rows.ravel().tolist()) == single
    (name, values), = ask(remote, "/decode/batch", *rows.ravel().tolist())
    assert (name, values) == ("/decoded/batch", [value for _, row in single for value in row])


def test_encodes_what_was_decoded(remote: Remote) -> None:
    for unit in ("linear", "db"):
        ask(remote, "/unit", unit)
        (_, decoded), = ask(remote, "/decode", *ROW.tolist())
        (name, latents), = ask(remote, "/encode", *decoded)
        targets = from_sigmoid(run_float(MODEL / DECODER, ROW[np.newaxis]))
        expected = np.clip(run_float(MODEL / ENCODER, to_sigmoid(targets))[0], 0.0, 1.0)
        assert name == "/encoded"
        np.testing.assert_allclose(latents, expected, atol=2e-3)
    assert len(ask(remote, "/encode", *(decoded * 3))) == 3


def test_silence_and_too_loud_frames_encode_to_latents(remote: Remote) -> None:
    for value in (0.0, -1.0, 1e9):
        (_, latents), = ask(remote, "/encode", *[value] * 256)
        assert np.isfinite(latents).all()


@pytest.mark.parametrize(("address", "arguments", "reason"), [
    ("/nonsense", (), "no such address"), ("/decode", (), "send 8"), ("/decode", (0.5,) * 7, "send 8"),
    ("/decode", (0.5,) * 9, "send 8"), ("/decode", ("loud",) * 8, "must be a number"),
    ("/decode", (float("nan"),) * 8, "finite"), ("/decode", (float("inf"),) * 8, "finite"),
    ("/decode/batch", (0.5,) * 8 * 400, "400 rows: one reply holds 51; send 51 at a time"),
    ("/decode", (0.5,) * 8 * 513, "513 rows: one message may ask for 512"),
    ("/encode", (0.5,) * 255, "send 256"),
    ("/load", (), "folder is missing"), ("/load", (3,), "must be a word"),
    ("/load", ("nowhere",), "no model"),
    ("/load/encoder", ("nowhere",), "no model"), ("/load/decoder", ("../..",), "no model"),
    ("/distance/load", ("nowhere",), "no model"), ("/distance/windowskip", (0,), "1 to"),
    ("/distance/windowskip", (1.5,), "whole"), ("/distance/get_index", (0, 10), "p is missing"),
    ("/distance/get_index", (-1, 10, 1.0), "frame"), ("/distance/get_index", (10**9, 10, 1.0), "frame"),
    ("/distance/get_index", (0, 0, 1.0), "n 0"), ("/distance/get_index", (0, 10, -1.0), "p -1"),
    ("/distance/get_indexes", ("all",), "number"), ("/deep", (2,), "0 to 1"), ("/unit", ("sone",), "linear"),
    ("/convolve/whiten", (1.5,), "0 to 1"), ("/convolve/brightness", (float("nan"),), "number"),
], ids=lambda value: str(value)[:40])
def test_bad_input_is_answered_by_one_error(remote: Remote, address: str, arguments: tuple[float | str, ...],
                                            reason: str) -> None:
    assert reason in the_error(ask(remote, address, *arguments), address)
    assert ask(remote, "/sanity/check") == [("/sanity", ["checked"])]


@pytest.mark.parametrize(("address", "arguments"), [
    ("/decode", (0.5,) * 8), ("/decode/batch", (0.5,) * 8), ("/encode", (0.5,) * 256),
    ("/distance/get_index", (0, 1, 1.0)), ("/distance/get_indexes", (0,)),
])
def test_without_a_model_the_error_says_what_to_send(address: str, arguments: tuple[float, ...]) -> None:
    assert "send /" in the_error(ask(Remote(LIBRARY), address, *arguments), address)


def test_even_a_fault_of_this_program_is_an_error_of_one_line(remote: Remote) -> None:
    def fail(row: object) -> None:
        raise RuntimeError("no\nway \ud800")

    assert remote.decoder is not None
    remote.decoder.run = fail  # type: ignore[method-assign, assignment]
    assert the_error(ask(remote, "/decode", *[0.5] * 8), "/decode") == "RuntimeError: no way \\ud800"


def test_no_datagram_raises(remote: Remote) -> None:
    """Bytes at random, and every message of the table with bytes exchanged or cut off."""
    chance = random.Random(5)
    messages = [build(each.name, *each.example) for each in TABLE if each.name != "/quit"]
    for _ in range(3000):
        datagram = bytearray(chance.choice([*messages, chance.randbytes(chance.randrange(60))]))
        for _ in range(chance.randrange(4)):
            if datagram:
                datagram[chance.randrange(min(len(datagram), 64))] = chance.randrange(256)
        remote.answer(bytes(datagram[:chance.randrange(len(datagram) + 1)]))
        remote.answer(bytes(datagram))
    assert len(ask(remote, "/decode", *[0.5] * 8)[0][1]) == 256


def test_bundles_within_bundles_do_not_end_it(remote: Remote) -> None:
    datagram = build("/sanity/check")
    for _ in range(1500):
        datagram = b"#bundle\0" + b"\0" * 7 + b"\1" + len(datagram).to_bytes(4, "big") + datagram
    assert [name for reply in remote.answer(datagram) for name, _ in read(reply)] in ([ERROR], ["/sanity"])


def test_a_load_that_fails_leaves_the_earlier_model(remote: Remote, tmp_path: Path) -> None:
    before = ask(remote, "/decode", *ROW.tolist())
    the_error(ask(remote, "/load", str(tmp_path)), "/load")
    assert ask(remote, "/decode", *ROW.tolist()) == before


def test_finds_a_model_by_path_or_by_name() -> None:
    for folder in ("strings", str(MODEL)):
        assert ask(Remote(LIBRARY), "/load", folder) == [
            ("/loaded", ["decoder", folder, 256]), ("/loaded", ["encoder", folder, 256])]


def test_the_parameters_of_the_convolution_are_held_and_reported(remote: Remote) -> None:
    assert ask(remote, "/convolve/whiten", 0.25) == [("/convolve/whiten", [0.25])]
    assert ask(remote, "/convolve/brightness", -2) == [("/convolve/brightness", [-2.0])]
    assert (remote.whiten, remote.brightness) == (0.25, -2.0)
    assert ask(remote, "/convolve/get") == [("/convolve/whiten", [0.25]), ("/convolve/brightness", [-2.0])]
    assert ask(remote, "/convolve/whiten") == [("/convolve/whiten", [0.25])]


def test_quit_ends_it(remote: Remote) -> None:
    assert ask(remote, "/quit") == []
    assert not remote.running


def test_the_nearest_frames_are_those_of_a_search_through_all(remote: Remote) -> None:
    latents = load_latents(MODEL / LATENT_SET).latents
    for frame in (0, 100, len(latents) - 1):
        (name, found), = ask(remote, "/distance/indexes".replace("indexes", "get_indexes"), frame, 50)
        distance = np.linalg.norm(latents[np.array(found)] - latents[frame], axis=1)
        assert (name, found[0], len(set(found))) == ("/distance/indexes", frame, 50)
        np.testing.assert_allclose(distance, np.sort(np.linalg.norm(latents - latents[frame], axis=1))[:50],
                                   atol=1e-6)


def test_all_frames_come_back_when_no_count_is_given() -> None:
    remote = Remote()
    remote.distances = Distances(np.random.default_rng(0).random((300, 8), dtype=np.float32), 256)
    (_, found), = ask(remote, "/distance/get_indexes", 7)
    assert sorted(found) == list(range(300))


def test_equal_frames_are_told_apart() -> None:
    distances = Distances(np.zeros((20, 8), np.float32), 256)
    for count in (1, 5, 20, 99):
        found = distances.nearest(13, count)
        assert found[0] == 13
        assert len(set(found.tolist())) == min(count, 20)


def test_a_random_frame_comes_from_the_n_nearest_and_p_prefers_near_ones(remote: Remote) -> None:
    (_, nearest), = ask(remote, "/distance/get_indexes", 500, 20)
    ranks = {power: [nearest.index(ask(remote, "/distance/get_index", 500, 20, power)[0][1][0])
                     for _ in range(200)] for power in (0.0, 0.3, 1.0, 4.0)}
    assert set(ranks[1.0]) == set(range(20))
    assert set(ranks[0.0]) == {19}
    assert np.mean(ranks[4.0]) < np.mean(ranks[1.0]) - 2 < np.mean(ranks[0.3]) - 4


def bundle(*messages: bytes) -> bytes:
    return b"#bundle\0" + b"\0" * 7 + b"\1" + b"".join(
        len(each).to_bytes(4, "big") + each for each in messages)


def names(replies: list[bytes]) -> list[str]:
    return [name for reply in replies for name, _ in read(reply)]


def test_as_many_rows_as_fit_one_reply_are_answered(remote: Remote) -> None:
    (name, values), = ask(remote, "/decode/batch", *[0.5] * 8 * 51)
    assert (name, len(values)) == ("/decoded/batch", 51 * 256)
    assert len(ask(remote, "/decode", *[0.5] * 8 * 512)) == 512


def test_a_row_may_come_as_an_array_and_in_any_type_of_number(remote: Remote) -> None:
    wanted = ask(remote, "/decode", *[0.0, 1.0, 0.5, 0.25, 0.5, 0.5, 0.5, 0.5])
    for row in ([0, True, 0.5, 0.25, 0.5, 0.5, 0.5, 0.5], [False, 2**40, [0.5, 0.25], 0.5, 0.5, 0.5, 0.5]):
        answered = remote.answer(build_msg("/decode", [row]).dgram)
        assert [each for reply in answered for each in read(reply)] == wanted
    doubles = b"/decode\0,dddddddd\0\0\0" + struct.pack(">8d", 0.0, 1.0, 0.5, 0.25, 0.5, 0.5, 0.5, 0.5)
    assert [each for reply in remote.answer(doubles) for each in read(reply)] == wanted
    assert ask(remote, "/deep", True) == [("/deep", [1])]


@pytest.mark.parametrize(("tags", "kind"), [("b", "a blob"), ("N", "nil"), ("I", "an impulse"),
                                            ("t", "a time tag"), ("s", "a word")])
def test_an_argument_of_an_unsuitable_type_is_named(remote: Remote, tags: str, kind: str) -> None:
    datagram = b"/decode\0," + tags.encode() + b"T\0" + bytes({"b": 4, "t": 8, "s": 4}.get(tags, 0))
    said = the_error([each for reply in remote.answer(datagram) for each in read(reply)], "/decode")
    assert said == f"argument 1: must be a number, not {kind}"


@pytest.mark.parametrize("tag", [b"I", b"N"])
def test_a_button_that_sends_an_impulse_or_nil_sends_no_argument(remote: Remote, tag: bytes) -> None:
    replies = remote.answer(b"/convolve/whiten\0\0\0\0," + tag + b"\0\0")
    assert [each for reply in replies for each in read(reply)] == [("/convolve/whiten", [1.0])]


def test_a_damaged_message_is_answered_under_its_address(remote: Remote) -> None:
    said = the_error([each for reply in remote.answer(build("/decode", *[0.5] * 8)[:-4])
                      for each in read(reply)], "/decode")
    assert said == "the message ends within an argument of type f; 4 bytes are missing"


def test_a_pattern_asks_every_address_it_fits(remote: Remote) -> None:
    assert ask(remote, "/convolve/{whiten,brightness}") == ask(remote, "/convolve/get")
    assert ask(remote, "/convolve/[wb]*", 0.5) == [
        ("/convolve/whiten", [0.5]), ("/convolve/brightness", [0.5])]
    assert ask(remote, "/sanity/?heck") == [("/sanity", ["checked"])]
    assert "fits no address" in the_error(ask(remote, "/latent/*", 0.5), "/latent/*")
    assert "partner" in the_error(ask(remote, "/sanity/[ch"), "/sanity/[ch")


def test_a_pattern_never_ends_the_server(remote: Remote) -> None:
    ask(remote, "/*", "strings")
    ask(remote, "//*")
    assert "fits no address" in the_error(ask(remote, "/qui?"), "/qui?")
    assert remote.running


def test_one_datagram_may_not_ask_for_everything(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it asks for beyond its share is left out with one error; what came before it is answered."""
    loads = names(remote.answer(bundle(*[build("/load", "strings")] * 20)))
    assert loads == ["/loaded", "/loaded"] * 3 + [ERROR]
    rows = remote.answer(bundle(*[build_floats("/decode", np.tile(ROW, 16))] * 100))
    assert 680_000 < sum(map(len, rows)) < 710_000
    assert names(rows)[-1] == ERROR
    monkeypatch.setattr("autocoder.osc.dispatch.MOST_CALLS", 130)
    assert names(remote.answer(bundle(*[build("/convolve/g*")] * 4))) == [
        "/convolve/whiten", "/convolve/brightness"] * 2 + [ERROR] * 2


@pytest.mark.parametrize(("count", "answered"), [(1, 64), (10, 64), (4000, 7), (math.nan, 0), (1e9, 0)])
def test_a_search_counts_for_what_it_is_to_find(remote: Remote, count: float, answered: int) -> None:
    """256 of them among 4000 frames took 142 ms."""
    replies = remote.answer(bundle(*[build("/distance/get_index", 0, count, 1.0)] * 256))
    assert names(replies).count("/distance/frame_index") == answered
    assert names(replies).count(ERROR) == (1 if answered else 256)


def test_a_search_finds_so_many_frames_at_most() -> None:
    remote = Remote()
    remote.distances = Distances(np.random.default_rng(0).random((9000, 8), dtype=np.float32), 256)
    assert "must be 1 to 8000" in the_error(ask(remote, "/distance/get_index", 0, 8001, 1.0),
                                            "/distance/get_index")
    assert len(ask(remote, "/distance/get_indexes", 0)[0][1]) == MOST_FOUND
    every = remote.answer(bundle(*[build("/distance/get_indexes", 0)] * 9))
    assert names(every) == ["/distance/indexes"] * 3 + [ERROR]


def test_the_largest_requests_of_the_bench_are_answered(remote: Remote) -> None:
    for what, request in largest_requests(8, 256, "strings").items():
        assert len(request) <= LARGEST_DATAGRAM
        assert ERROR not in names(remote.answer(request)), what


def test_a_folder_may_be_named_from_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(LIBRARY))
    assert ask(Remote(Path("nowhere")), "/load/decoder", "~/strings") == [
        ("/loaded", ["decoder", "~/strings", 256])]
    said = the_error(ask(Remote(Path("nowhere")), "/load", "~nobody-of-that-name/strings"), "/load")
    assert "~nobody-of-that-name/strings: no such user" in said


# What the ancestor promised and did not do (GROUND, its faults).

def test_fault_load_raised(remote: Remote) -> None:
    """/load stopped with an error; here it loads decoder and encoder, as the two other addresses do."""
    apart = Remote(LIBRARY)
    assert ask(apart, "/load/decoder", "strings") == [("/loaded", ["decoder", "strings", 256])]
    assert ask(apart, "/load/encoder", "strings") == [("/loaded", ["encoder", "strings", 256])]
    assert ask(apart, "/decode", *ROW.tolist()) == ask(remote, "/decode", *ROW.tolist())


@pytest.mark.parametrize("address", ["/distance/load", "/load/distance"])
def test_fault_distance_load_had_another_address(address: str) -> None:
    """Documented as /distance/load, it answered to /load/distance alone; both work."""
    remote = Remote(LIBRARY)
    frames = len(load_latents(MODEL / LATENT_SET).latents)
    assert ask(remote, address, "strings") == [("/loaded", ["distance", "strings", frames])]
    assert ask(remote, "/distance/get_index", 4, 1, 1.0)[0] == ("/distance/frame_index", [4])


def test_fault_no_windowskip_until_it_was_set(remote: Remote) -> None:
    """A sample index before /distance/windowskip raised; it is the model's own hop until then."""
    assert ask(remote, "/distance/get_index", 9, 1, 1.0)[1] == ("/distance/sample_index", [9 * 256])
    ask(remote, "/distance/windowskip", 1024)
    assert ask(remote, "/distance/get_index", 9, 1, 1.0)[1] == ("/distance/sample_index", [9 * 1024])


def test_fault_one_latent_stood_for_all(remote: Remote) -> None:
    """A plain vector was decoded from its first element; each of the eight changes the answer."""
    base = ask(remote, "/decode", *[0.5] * 8)
    for index in range(8):
        row = [0.5] * 8
        row[index] = 0.9
        assert ask(remote, "/decode", *row) != base
    assert remote.answer(build_floats("/decode", ROW)) == remote.answer(build_floats("/decode", ROW.copy()))


def test_needs_no_tensorflow() -> None:
    code = ("import sys; from pathlib import Path; from autocoder.osc.remote import Remote;"
            "import autocoder.osc.server, autocoder.osc.measure, autocoder.patches.write;"
            "remote = Remote(); remote.load(sys.argv[1], ('decoder', 'encoder'));"
            "import numpy; assert remote.decode(numpy.zeros(8, 'f'));"
            "sys.exit(len({'tensorflow', 'keras'} & set(sys.modules)))")
    done = subprocess.run([sys.executable, "-c", code, str(MODEL)], capture_output=True, text=True,
                          check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
