# SPDX-License-Identifier: MIT
"""The short cut for floats against python-osc, which reads and writes every message."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from autocoder.errors import InputError
from autocoder.osc.messages import build, build_floats, read, read_floats

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
    b"", b"/", b"decode\0\0", b"\xff" * 40, b"#bundle\0" + b"\0" * 8 + b"\x7f" * 8,
    b"/decode\0,fff\0\0\0\0\0",
], ids=repr)
def test_what_is_no_osc_is_refused_in_one_line(datagram: bytes) -> None:
    with pytest.raises(InputError, match="no OSC message"):
        read(datagram)
