# SPDX-License-Identifier: MIT
"""Messages against python-osc, which writes and reads them by code of its own; and what they cost."""

import time
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder, build_msg

from autocoder.errors import InputError
from autocoder.osc import messages
from autocoder.osc.messages import (
    LARGEST_DATAGRAM,
    build,
    build_floats,
    build_integers,
    build_rows,
    read,
    read_floats,
    rows_that_fit,
)

ADDRESSES = st.sampled_from(["/decode", "/encode", "/abc", "/decoded", "/a/much/longer"])
ROWS = arrays(np.float32, st.integers(1, 300), elements=st.floats(-1e6, 1e6, width=32))


@settings(max_examples=100, deadline=None)
@given(ADDRESSES, ROWS)
def test_floats_are_written_and_read_as_python_osc_does(address: str, values: np.ndarray) -> None:
    ours, theirs = build_floats(address, values), build(address, *values.tolist())
    assert ours == theirs
    read_back = read_floats(theirs, address)
    assert read_back is not None
    np.testing.assert_array_equal(read_back, values)
    assert list(OscMessage(ours).params) == values.tolist()


TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
VALUES = st.lists(st.one_of(
    st.booleans(), st.integers(-2**31 + 1, 2**31 - 1), st.integers(2**40, 2**62), TEXTS,
    st.floats(-1e6, 1e6, width=32), st.binary(min_size=1, max_size=30)), max_size=20)


@settings(max_examples=200, deadline=None)
@given(ADDRESSES, VALUES)
def test_messages_are_written_and_read_as_python_osc_does(
        address: str, values: list[float | str | bytes]) -> None:
    written = build(address, *values)
    assert written == build_msg(address, list(values)).dgram
    assert read(written) == [(address, values)]


def test_rows_and_whole_numbers_are_written_as_one_by_one() -> None:
    rows = np.random.default_rng(0).random((3, 5), dtype=np.float32)
    assert build_rows("/decoded", rows) == [build("/decoded", *row.tolist()) for row in rows]
    assert build_integers("/indexes", np.arange(7)) == build("/indexes", *range(7))


@pytest.mark.parametrize("width", [1, 2, 16, 100, 256, 1024])
def test_one_row_more_than_fits_does_not_fit(width: int) -> None:
    for address in ("/decoded/batch", "/abc"):
        most = rows_that_fit(address, width)
        assert len(build_floats(address, np.zeros(most * width))) <= LARGEST_DATAGRAM
        with pytest.raises(InputError, match="fewer rows"):
            build_floats(address, np.zeros((most + 1) * width))


class Counting(bytes):
    """Bytes that count what is copied out of them."""

    copied = 0

    def __getitem__(self, place):  # type: ignore[no-untyped-def, override]
        taken = super().__getitem__(place)
        type(self).copied += len(taken) if isinstance(taken, bytes) else 1
        return taken


@pytest.mark.parametrize("values", [
    [0.5, 1] * 4000, ["a"] * 8000, [b"a"] * 8000, [True] * 8000, [1.0] * 8000,
], ids=lambda values: repr(values[:2]))
def test_reading_copies_no_more_than_came(values: list[float | str]) -> None:
    """python-osc copies the rest of the datagram for each argument."""
    datagram = Counting(build("/encode", *values))
    Counting.copied = 0
    assert read(datagram) == [("/encode", values)]
    assert Counting.copied <= 2 * len(datagram)


def test_a_nested_bundle_is_not_copied_at_each_level() -> None:
    datagram = build("/deep", 1)
    for _ in range(200):
        datagram = b"#bundle\0" + b"\0" * 7 + b"\1" + len(datagram).to_bytes(4, "big") + datagram
    counting = Counting(datagram)
    Counting.copied = 0
    assert read(counting) == [("/deep", [1])]
    assert Counting.copied <= 2 * len(counting)


@pytest.mark.parametrize("write", [
    lambda count: build("/decoded/batch", *[0.5] * count),
    lambda count: messages._header.__wrapped__("/decoded/batch", "f", count),  # past its cache
], ids=["build", "header"])
def test_writing_sixteen_times_as_much_takes_about_sixteen_times_as_long(
        write: Callable[[int], bytes]) -> None:
    """Quadratic, it takes 256 times as long: a header of 400 rows of 256 took 10 s."""
    def least_s(count: int) -> float:
        times = []
        for _ in range(3):
            start = time.process_time()
            write(count)
            times.append(time.process_time() - start)
        return min(times)

    assert least_s(400 * 256) < 80.0 * max(least_s(25 * 256), 2e-5)


@pytest.mark.parametrize("datagram", [
    build("/decodes", 1.0), build("/decod", 1.0), build("/decode", 1), build("/decode", 1.0, "x"),
    build("/decode", 1.0)[:-4], build("/decode", 1.0) + b"\0\0\0\0", b"/decode\0,ff", b"/decode\0", b"",
], ids=repr)
def test_everything_but_whole_floats_to_the_address_takes_the_long_way(datagram: bytes) -> None:
    assert read_floats(datagram, "/decode") is None


def test_a_message_above_what_udp_takes_is_refused() -> None:
    with pytest.raises(InputError, match="fewer rows"):
        build_floats("/decoded", np.zeros(16_384, np.float32))


def test_a_bundle_is_read_in_order_whatever_its_time() -> None:
    bundle = OscBundleBuilder(IMMEDIATELY)
    for value in (3, 1, 2):
        message = OscMessageBuilder("/deep")
        message.add_arg(value)
        bundle.add_content(message.build())
    assert read(bundle.build().dgram) == [("/deep", [3]), ("/deep", [1]), ("/deep", [2])]


@pytest.mark.parametrize("datagram", [
    b"", b"/", b"/decode", b"decode\0\0", b"\xff" * 40, b"#bundle\0", b"#bundle\0" + b"\0" * 8 + b"\x7f" * 8,
    b"#bundle\0" + b"\0" * 8 + b"\0\0\0\3/a\0", b"#bundle\0" + b"\0" * 12, b"#bundle\0" + b"\0" * 10,
], ids=repr)
def test_what_is_no_osc_is_refused_in_one_line(datagram: bytes) -> None:
    with pytest.raises(InputError, match="no OSC message"):
        read(datagram)
