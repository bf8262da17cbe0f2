# SPDX-License-Identifier: MIT
"""What can be said to a module: one file, and what is generated from it."""

from pathlib import Path

import numpy as np
import pytest

from autocoder import spec
from autocoder.bake.link_file import load_parameters
from autocoder.bake.messages import MESSAGES, PROJECT, outputs
from autocoder.device.messages import MESSAGES as MESSAGE_CLASSES
from autocoder.device.parameters import PARAMETERS
from autocoder.device.settings import RECORD, Setting, pack_settings, parse_setting
from autocoder.errors import InputError
from autocoder.reference.motion import gains_by_sample, knobs_by_block, moved_latents, values_by_block


@pytest.mark.parametrize("place", outputs(), ids=str)
def test_generated_files_are_what_the_messages_say(place: Path) -> None:
    assert (PROJECT / place).read_text() == outputs()[place], f"{place}: run `make generated`"


def test_another_parameter_changes_both_sides(tmp_path: Path) -> None:
    more = tmp_path / "messages.toml"
    more.write_text(MESSAGES.read_text() + '\n[[parameter]]\nname = "glow"\nminimum = -1.0\nmaximum = 2.0\n'
                    'default = 0.5\nhelp = "new"\n')
    texts = outputs(more)
    header = texts[Path("firmware/engine/parameters.h")]
    module = texts[Path("host/autocoder/device/parameters.py")]
    assert "float glow = 5.0e-01f;  // new" in header and "kGlow" in header
    assert '"glow", "", -1.0, 2.0, 0.5' in module
    assert f"kParameterCount = {len(PARAMETERS) + 1};" in header
    assert '"glow", "", "",' in texts[Path("firmware/link/parameter_texts.cc")]


@pytest.mark.parametrize("entry", [
    'name = "mix"\nminimum = 0.0\nmaximum = 1.0\ndefault = 0.0\nhelp = ""',  # there already
    'name = "two words"\nminimum = 0.0\nmaximum = 1.0\ndefault = 0.0\nhelp = ""',
    'name = "far"\nminimum = 0.0\nmaximum = 1.0\ndefault = 2.0\nhelp = ""',
    'name = "odd"\nchoices = ["a"]\ndefault = "b"\nhelp = ""',
])
def test_refuses_what_is_no_parameter(tmp_path: Path, entry: str) -> None:
    path = tmp_path / "messages.toml"
    path.write_text(MESSAGES.read_text() + f"\n[[parameter]]\n{entry}\n")
    with pytest.raises(ValueError):
        load_parameters(path)


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """Return the project's messages with one text in them replaced by another."""
    text = MESSAGES.read_text()
    assert old in text
    path = tmp_path / "messages.toml"
    path.write_text(text.replace(old, new, 1))
    return path


def test_another_message_changes_both_sides(tmp_path: Path) -> None:
    more = tmp_path / "messages.toml"
    more.write_text(MESSAGES.read_text() + '\n[[message]]\nname = "ring_bell"\nhelp = "new"\n'
                    'request = ["times: u8", "tune: i8[3]"]\nresponse = ["heard: text"]\n')
    texts, number = outputs(more), len(MESSAGE_CLASSES) + 1
    header = texts[Path("firmware/link/messages.h")]
    assert f"struct RingBellRequest {{\n  static constexpr uint8_t kNumber = {number};" in header
    assert "int8_t tune[3] = {};" in header
    assert "Handle(const RingBellRequest& request, RingBellResponse* response) = 0;" in header
    assert "case RingBellRequest::kNumber:" in texts[Path("firmware/link/messages.cc")]
    module = texts[Path("host/autocoder/device/messages.py")]
    assert "class RingBellRequest(Request[RingBellResponse]):" in module
    assert "(RingBellRequest, RingBellResponse)," in module


def test_another_status_changes_both_sides(tmp_path: Path) -> None:
    texts = outputs(changed(tmp_path, '  "not supported",\n', '  "not supported",\n  "too loud",\n'))
    assert "  kTooLoud,\n};" in texts[Path("firmware/status.h")]
    assert 'case Status::kTooLoud:\n      return "too loud";' in texts[Path("firmware/status.cc")]
    assert '    "too loud",\n)' in texts[Path("host/autocoder/device/messages.py")]


@pytest.mark.parametrize(("old", "new"), [
    ("oldest = 1 ", "oldest = 3 "),
    ('  "ok",\n', ""),
    ('  "busy",\n', '  "busy",\n  "busy",\n'),
    ('  "busy",\n', '  "Busy!",\n'),
    ('name = "hello"', 'name = "log"'),
    ('name = "hello"', 'name = "Hello"'),
    ('request = ["protocol: u16"', 'request = ["protocol: u64"'),
    ('request = ["protocol: u16"', 'request = ["protocol: u16[0]"'),
    ('request = ["protocol: u16"', 'request = ["protocol: text[2]"'),
    ('request = ["protocol: u16"', 'request = ["switch: u16"'),  # a word of C++
    ('request = ["protocol: u16"', 'request = ["from: u16"'),  # a word of Python
    ('request = ["protocol: u16"', 'request = ["oldest: u16"'),  # there already
    ('request = ["protocol: u16"', 'request = ["protocol: bytes"'),  # not the last
    ('request = ["protocol: u16"', 'request = ["protocol: u32[600]"'),  # too long for a frame
    ('help = "factor of the output"', f'help = "{"long " * 52}"'),
])
def test_refuses_what_cannot_be_said(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(ValueError):
        outputs(changed(tmp_path, old, new))


def test_refuses_more_messages_than_numbers(tmp_path: Path) -> None:
    path, more = tmp_path / "messages.toml", 127 - len(MESSAGE_CLASSES)
    for count, refused in ((more - 1, False), (more, True)):
        path.write_text(MESSAGES.read_text() + "".join(
            f'\n[[message]]\nname = "more_{chr(97 + index // 26)}{chr(97 + index % 26)}"\nhelp = "new"\n'
            "request = []\nresponse = []\n" for index in range(count)))
        if refused:
            with pytest.raises(ValueError, match="too many"):
                outputs(path)
        else:
            outputs(path)


@pytest.mark.parametrize(("text", "setting"), [
    ("mix=0.25", Setting(0, "mix", 0.25)), ("2:mix=1", Setting(1500, "mix", 1.0)),
    ("0.001:level=0", Setting(1, "level", 0.0)), ("freeze=on", Setting(0, "freeze", 1.0)),
    ("1.5:freeze=off", Setting(1125, "freeze", 0.0)), ("mode=filter", Setting(0, "mode", 0.0)),
    ("model_b=2", Setting(0, "model_b", 2.0)), ("a.mix=0.5", Setting(0, "mix", 0.5, "a")),
    ("2:b.latent_8=1", Setting(1500, "latent_8", 1.0, "b")),
])
def test_settings_are_read_as_written(text: str, setting: Setting) -> None:
    assert parse_setting(text) == setting


@pytest.mark.parametrize(("text", "reason"), [
    ("mix", "no setting"), ("mix:0.5", "no setting"), ("", "no setting"), ("volume=1", "there are mix"),
    ("mix=1.5", "choose 0 to 1"), ("mix=nan", "choose 0 to 1"), ("mix=", "choose 0 to 1"),
    ("-1:mix=1", "is no time"), ("x:mix=1", "is no time"), ("inf:mix=1", "is no time"),
    ("mode=loud", "choose filter"), ("model_a=1.5", "a whole number from 0 to 2"),
    ("c.mix=1", "there are a and b"), ("a.blend=1", "no parameter of a preset"),
    ("latent_1=0.5", "no parameter of the module"), ("a.latent_9=0", "latent_8"),
    ("freeze=maybe", "on or off"), ("slew_ms=1e9", "10000 ms"),
])
def test_refuses_other_settings(text: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as raised:
        parse_setting(text)
    assert "\n" not in str(raised.value)


def test_packed_settings_are_in_order_of_time() -> None:
    packed = pack_settings([Setting(9, "level", 0.5), Setting(0, "mix", 1.0), Setting(9, "mix", 0.0),
                            Setting(10, "latent_2", 1.0, "b")])
    names = [each.name for each in PARAMETERS]
    assert list(RECORD.iter_unpack(packed)) == [
        (0, 0, names.index("mix"), 1.0), (9, 0, names.index("level"), 0.5), (9, 0, names.index("mix"), 0.0),
        (10, 2, len(names) + 1, 1.0)]


def test_values_hold_until_the_next_setting() -> None:
    values = values_by_block([Setting(4, "mix", 0.5), Setting(2, "mix", 0.0)], 6)
    assert values["mix"].tolist() == [1.0, 1.0, 0.0, 0.0, 0.5, 0.5]
    assert (values["level"] == 1.0).all()


def test_presets_blend_from_one_to_the_other() -> None:
    settings = [Setting(0, "presets", 1.0), Setting(0, "decay_s", 1.0, "a"), Setting(0, "decay_s", 3.0, "b"),
                Setting(0, "mode", 3.0, "b"), Setting(0, "latent_1", 0.0, "a"),
                Setting(0, "latent_1", 1.0, "b"), Setting(0, "decay_s", 4.0),
                Setting(1, "blend", 0.25), Setting(2, "blend", 1.0)]
    values, knobs = values_by_block(settings, 3), knobs_by_block(settings, 3)
    assert values["decay_s"].tolist() == [1.0, 1.5, 3.0]
    assert values["mode"].tolist() == [0.0, 0.0, 3.0]
    assert knobs is not None
    assert knobs[:, 0].tolist() == [0, 16_384, 65_535]
    assert (knobs[:, 1:] == 32_768).all()
    assert knobs_by_block(settings[1:], 3) is None
    with pytest.raises(ValueError, match="begin or end"):
        knobs_by_block([*settings[1:], Setting(2, "presets", 1.0)], 3)


def test_a_slew_goes_63_percent_in_its_time() -> None:
    targets = np.full((751, spec.CV_SCANS, 1), 65_535, dtype=np.uint16)  # one second
    latents = moved_latents(targets, np.full(751, 500.0, dtype=np.float32), np.zeros(751, dtype=np.float32))
    way = (latents[375, 0] - 32_768) / 32_767
    assert way == pytest.approx(1.0 - np.exp(-1.0), abs=0.005)
    straight = moved_latents(targets, np.zeros(751, dtype=np.float32), np.zeros(751, dtype=np.float32))
    assert (straight == 65_535).all()


def test_frozen_latents_stay() -> None:
    targets = np.arange(0, 6000, 1000, dtype=np.uint16)[:, np.newaxis, np.newaxis]
    freeze = np.array([0, 0, 1, 1, 0, 0], dtype=np.float32)
    assert moved_latents(targets, np.zeros(6, dtype=np.float32), freeze)[:, 0].tolist() == [
        0, 1000, 1000, 1000, 4000, 5000]


def test_gains_move_through_a_block() -> None:
    gains = gains_by_sample(np.array([1.0, 1.0, 0.0]))
    assert (gains[:128] == 1.0).all()
    np.testing.assert_allclose(gains[128:], 1.0 - np.arange(1, 65) / 64)
