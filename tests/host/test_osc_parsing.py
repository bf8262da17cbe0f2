# SPDX-License-Identifier: MIT
"""Types, arrays and bundles of OSC 1.0 and 1.1; what is damaged is a fault that names its reason."""

import struct

import pytest
from pythonosc.osc_message_builder import OscMessageBuilder

from autocoder.errors import InputError
from autocoder.osc.messages import build, read
from autocoder.osc.parsing import IMPULSE, MOST_ELEMENTS, Unused, parse


def message(tags: str, *data: bytes) -> bytes:
    """Return a message to /a with the type tags and what follows them."""
    padded = f",{tags}".encode() + b"\0" * (4 - (len(tags) + 1) % 4)
    return b"/a\0\0" + padded + b"".join(data)


def bundle(tag: int, *elements: bytes) -> bytes:
    return b"#bundle\0" + struct.pack(">Q", tag) + b"".join(
        struct.pack(">i", len(each)) + each for each in elements)


@pytest.mark.parametrize(("datagram", "arguments"), [
    (message("i", struct.pack(">i", -5)), [-5]),
    (message("h", struct.pack(">q", 2**40)), [2**40]),
    (message("f", struct.pack(">f", 0.5)), [0.5]),
    (message("d", struct.pack(">d", 0.1)), [0.1]),
    (message("s", b"word\0\0\0\0"), ["word"]),
    (message("S", b"abc\0"), ["abc"]),
    (message("c", b"\0\0\0x"), ["x"]),
    (message("b", struct.pack(">i", 3), b"abc\0"), [b"abc"]),
    (message("b", struct.pack(">i", 0)), [b""]),
    (message("TFN"), [True, False, None]),
    (message("I"), [IMPULSE]),
    (message("t", bytes(8)), [Unused("a time tag")]),
    (message("rm", bytes(8)), [Unused("a colour"), Unused("a MIDI message")]),
    (message("[ff]f", struct.pack(">fff", 1, 2, 3)), [1.0, 2.0, 3.0]),
    (message("[f[ii]]s", struct.pack(">fii", 1, 2, 3), b"x\0\0\0"), [1.0, 2, 3, "x"]),
    (message("[]"), []),
    (message(""), []),
    (b"/a\0\0", []),  # old programs send no type tags
], ids=repr)
def test_every_type_is_read(datagram: bytes, arguments: list[object]) -> None:
    assert read(datagram) == [("/a", arguments)]


def test_arrays_of_python_osc_are_read_as_their_members() -> None:
    written = OscMessageBuilder("/a")
    for value in ([0.5, 0.25], [1, [2, 3]], "x"):
        written.add_arg(value)
    assert read(written.build().dgram) == [("/a", [0.5, 0.25, 1, 2, 3, "x"])]


@pytest.mark.parametrize(("datagram", "reason"), [
    (message("x"), "type tag 'x' is none of"),
    (message("fx", bytes(4)), "type tag 'x' is none of"),
    (message("f"), "type f; 4 bytes are missing"),
    (message("ff", bytes(6)), "type f; 2 bytes are missing"),
    (message("d", bytes(4)), "type d; 4 bytes are missing"),
    (message("c", bytes(3)), "type c; 1 bytes are missing"),
    (message("t", bytes(4)), "type t; 4 bytes are missing"),
    (message("s", b"abcd"), "ends within a text"),
    (message("s", b"a\0"), "ends within a text"),
    (message("b", struct.pack(">i", -1)), "a blob of -1 bytes"),
    (message("b", struct.pack(">i", 9), b"abcd"), "a blob of 9 bytes, where 4 follow"),
    (message("f", bytes(8)), "4 bytes follow the last argument"),
    (message("[f", bytes(4)), "leave an array open"),
    (message("f]", bytes(4)), "close an array that is not open"),
    (message("][",), "close an array that is not open"),
    (b"/a\0\0f\0\0\0", "no type tags follow"),
    (b"/a\0\0,f\0", "ends within a text"),
    (message("T" * 20_000), "20000 arguments: at most"),
], ids=lambda value: repr(value)[:40])
def test_what_is_damaged_is_a_fault_of_that_message(datagram: bytes, reason: str) -> None:
    found, = parse(datagram)
    assert found.address == "/a"
    assert found.arguments == []
    assert reason in found.fault


def test_one_damaged_message_leaves_the_others_of_its_bundle() -> None:
    good = build("/b", 1)
    found = parse(bundle(1, good, message("ffff"), good))
    assert [each.address for each in found] == ["/b", "/a", "/b"]
    assert [bool(each.fault) for each in found] == [False, True, False]


def test_a_bundle_within_a_bundle_keeps_its_place_and_is_not_due_before_it() -> None:
    inner = bundle((2_208_988_800 + 50) * 2**32, build("/b"))
    early = bundle(1, build("/c"))
    tag = int((2_208_988_800 + 40.5) * 2**32)
    found = parse(bundle(tag, build("/a"), inner, early, build("/d")))
    assert [(each.address, each.time) for each in found] == [
        ("/a", 40.5), ("/b", 50.0), ("/c", 40.5), ("/d", 40.5)]


@pytest.mark.parametrize("tag", [0, 1])
def test_a_bundle_without_a_time_is_due_at_once(tag: int) -> None:
    assert [each.time for each in parse(bundle(tag, build("/a")))] == [0.0]


def test_an_empty_bundle_holds_nothing() -> None:
    assert parse(bundle(1)) == []


def test_more_messages_than_a_bundle_may_hold_are_refused() -> None:
    assert len(parse(bundle(1, *[build("/a")] * MOST_ELEMENTS))) == MOST_ELEMENTS
    with pytest.raises(InputError, match="send several bundles"):
        parse(bundle(1, *[build("/a")] * (MOST_ELEMENTS + 1)))
