# SPDX-License-Identifier: MIT
"""The patches against the server: Pure Data runs its own, headless; Max's is read."""

import json
import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy.signal import welch

from autocoder.device.build import PROJECT
from autocoder.osc.addresses import ERROR, LISTEN_HOST, LISTEN_PORT, NAMES, REPLIES, REPLY_PORT
from autocoder.osc.measure import client_socket
from autocoder.osc.messages import build, read
from autocoder.osc.remote import Remote
from autocoder.osc.server import Server
from autocoder.patches.write import FOLDER, write_patches
from autocoder.spectra.mel import reduced_mel_to_spectrum

MODEL = PROJECT / "models" / "strings"
PD_PATCH = FOLDER / "autocoder.pd"
MAX_PATCH = FOLDER / "autocoder.maxpat"

LATENTS = [0.25, 1.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.125]
LOUDNESS = 10.0 ** (-18.0 / 20.0)  # rms at level 1, where the patch's level is then
RATE_HZ = 48_000

# Objects of Pure Data 0.51 and of Max 8 themselves; nothing else may be in the patches.
VANILLA = frozenset({
    "netsend", "netreceive", "oscformat", "oscparse", "list", "array", "r", "s", "s~", "route", "print",
    "loadbang", "metro", "pack", "tgl", "vsl", "hsl", "bng", "t", "until", "f", "+", "sel", "expr",
    "tabwrite", "noise~", "*~", "+~", "-~", "clip~", "dac~", "line~", "inlet~", "outlet~", "rfft~", "rifft~",
    "wrap~", "adc~", "catch~", "delay", "spigot", "tabread", "==",
    "tabreceive~", "tabread~", "block~", "samplerate~",
})
MAX_OBJECTS = frozenset({
    "udpsend", "udpreceive", "route", "prepend", "print", "gate", "t", "loadbang", "uzi", "expr",
    "listfunnel", "unpack", "f", "ioscbank~", "*~", "clip~", "delay",
})
MAX_BOXES = frozenset({"newobj", "message", "comment", "multislider", "button", "ezdac~"})


def pd_boxes(kind: str) -> list[str]:
    """Return the texts of a kind of box of the Pure Data patch, without escapes."""
    found = re.findall(rf"#X {kind} \d+ \d+ (.*?[^\\]);\n", PD_PATCH.read_text(), re.DOTALL)
    return [re.sub(r" ?\\([,;$])", r"\1", text) for text in found]


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as spare:
        spare.bind((LISTEN_HOST, 0))
        return int(spare.getsockname()[1])


@contextmanager
def playing(reply_port: int) -> Iterator[tuple[int, Remote]]:
    """Yield the port of a server that plays the default model, and what it plays from."""
    player = Remote(PROJECT / "models")
    player.load(str(MODEL), ("decoder", "encoder"))
    with Server(player, port=0, reply_port=reply_port) as server:
        thread = threading.Thread(target=server.serve)
        thread.start()
        yield server.port, player
        server.stop()
        thread.join()


def run_pd(folder: Path, harness: list[str], *sends: str) -> str:
    """Run the patch with a second one that ends it; return what Pure Data printed."""
    lines = ["#N canvas 0 0 450 300 12", *harness]
    (folder / "harness.pd").write_text("".join(f"{line};\n" for line in lines))
    command = ["pd", "-nogui", "-noaudio", "-stderr", "-noprefs", "-r", str(RATE_HZ),
               "-open", str(PD_PATCH), "-open", str(folder / "harness.pd"),
               *(word for send in sends for word in ("-send", send))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60.0, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


def recording_harness(folder: Path, latents: list[float], thrown: bool = False) -> list[str]:
    """Return a patch that moves the sliders, then writes the spectrum and 2 s of sound, and quits.

    thrown: it then filters noise that is thrown to the input, of an rms of 0.1, in place of the patch's own.
    """
    sliders = "".join(f"\\; autocoder-latent-{index + 1} {value} " for index, value in enumerate(latents))
    return ["#X obj 20 20 loadbang", "#X obj 20 50 delay 300",
            f"#X msg 20 80 {sliders}\\; autocoder-input {int(thrown)} \\; pd dsp 1",
            "#X obj 200 50 delay 1000", "#X obj 300 20 r~ autocoder-out", "#X obj 300 50 tabwrite~ sound",
            "#X obj 300 80 array define sound 96000", "#X obj 20 120 delay 3500",
            f"#X msg 20 150 \\; autocoder-mel write {folder}/mel.txt \\; sound write {folder}/sound.txt"
            " \\; pd quit", "#X obj 20 200 noise~", "#X obj 20 230 *~ 0.1732051",
            "#X obj 20 260 throw~ autocoder-in",
            "#X connect 0 0 1 0", "#X connect 1 0 2 0", "#X connect 0 0 3 0", "#X connect 3 0 5 0",
            "#X connect 4 0 5 0", "#X connect 0 0 7 0", "#X connect 7 0 8 0", "#X connect 9 0 10 0",
            "#X connect 10 0 11 0"]


def recorded(folder: Path, latents: list[float], thrown: bool = False) -> npt.NDArray[np.float64]:
    """Return 2 s of the patch's sound [samples] at these latents."""
    reply_port = free_port()
    with playing(reply_port) as (port, _):
        run_pd(folder, recording_harness(folder, latents, thrown), f"autocoder-port {port}",
               f"autocoder-listen {reply_port}")
    return np.loadtxt(folder / "sound.txt")


@pytest.mark.parametrize(("latents", "thrown", "wanted_db"), [
    ([0.5] * 8, False, -18.0), ([1.0, 0.0] * 4, False, -18.0), ([0.5] * 8, True, -20.0),
], ids=["where it opens", "elsewhere", "input"])
def test_the_sound_of_pure_data_is_loud_enough_wherever_the_sliders_are(
        tmp_path: Path, latents: list[float], thrown: bool, wanted_db: float) -> None:
    """At level 1; white noise that comes in leaves as loud as it came."""
    rms = np.sqrt(np.mean(recorded(tmp_path, latents, thrown) ** 2))
    assert 20.0 * np.log10(rms) == pytest.approx(wanted_db, abs=1.5)


def waiting_harness(milliseconds: int) -> list[str]:
    return ["#X obj 20 20 loadbang", f"#X obj 20 50 delay {milliseconds}", "#X msg 20 80 \\; pd quit",
            "#X connect 0 0 1 0", "#X connect 1 0 2 0"]


def test_pure_data_says_it_once_when_remote_is_not_running(tmp_path: Path) -> None:
    sends = (f"autocoder-port {free_port()}", f"autocoder-listen {free_port()}")
    log = run_pd(tmp_path, waiting_harness(2800), *sends)
    assert log.count("autocoder remote is not running: no reply for a second. Start it") == 1
    assert "not running" not in run_pd(tmp_path, waiting_harness(1500), *sends, "autocoder-run 0")


def test_pure_data_says_nothing_while_remote_answers(tmp_path: Path) -> None:
    reply_port = free_port()
    with playing(reply_port) as (port, _):
        log = run_pd(tmp_path, waiting_harness(1800), f"autocoder-port {port}",
                     f"autocoder-listen {reply_port}")
    assert "not running" not in log


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, Remote]:
    """Return the folder with what Pure Data received and played, its log, and the server's state."""
    folder = tmp_path_factory.mktemp("pd")
    reply_port = free_port()
    with playing(reply_port) as (port, player):
        log = run_pd(folder, recording_harness(folder, LATENTS), f"autocoder-port {port}",
                     f"autocoder-listen {reply_port}")
    return folder, log, player


def expected_row(player: Remote) -> npt.NDArray[np.float32]:
    return player.amplitudes(np.array(LATENTS, np.float32))[0]


def test_pure_data_receives_the_decoded_spectrum(played: tuple[Path, str, Remote]) -> None:
    folder, log, player = played
    received = np.loadtxt(folder / "mel.txt")
    np.testing.assert_allclose(received, expected_row(player), rtol=1e-4)
    assert not re.search("error|couldn't|no such|can't", log.replace("connecting", "")), log


def filtered_noise(shape: npt.NDArray[np.floating], seconds: float) -> npt.NDArray[np.float64]:
    """Return noise, uniform over -1..1 as that of noise~, filtered as the patch does it: by overlap-add."""
    size, hop = 2 * (len(shape) - 1), (len(shape) - 1) // 2
    noise = np.random.default_rng(2).uniform(-1.0, 1.0, int(seconds * RATE_HZ))
    window = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(size) / size)
    sound = np.zeros(len(noise))
    for start in range(0, len(noise) - size, hop):
        frame = np.fft.irfft(np.fft.rfft(window * noise[start:start + size]) * shape)
        sound[start:start + size] += window * frame / 1.5
    return sound


def test_pure_data_plays_noise_of_that_spectrum(played: tuple[Path, str, Remote]) -> None:
    """In each band its sound is as loud as the formulas say."""
    folder, _, player = played
    sound = np.loadtxt(folder / "sound.txt")
    assert np.abs(sound).max() < 1.0
    shape = reduced_mel_to_spectrum().apply(expected_row(player))
    power = (shape[0] ** 2 + 2.0 * np.sum(shape[1:-1] ** 2) + shape[-1] ** 2) / (2.0 * (len(shape) - 1))
    wanted = filtered_noise(LOUDNESS / np.sqrt(power / 3.0) * shape, seconds=10.0)
    densities = [welch(each, RATE_HZ, nperseg=2048)[1] for each in (sound, wanted)]
    edges = np.round(np.geomspace(8, 800, 14)).astype(int)
    error_db = [10.0 * np.log10(densities[0][low:high].mean() / densities[1][low:high].mean())
                for low, high in pairwise(edges)]
    assert np.abs(error_db).max() < 1.5, error_db


def test_every_message_of_the_pure_data_patch_is_answered(tmp_path: Path) -> None:
    """Its message boxes, pressed one after the other: what Pure Data makes of them, the server takes."""
    texts = [text for text in pd_boxes("msg") if text.startswith("set ")]
    lines = ["#X obj 20 20 loadbang", "#X obj 20 50 delay 100", "#X obj 20 300 oscformat",
             "#X obj 20 330 netsend -u -b", "#X connect 2 0 3 0", "#X connect 0 0 1 0"]
    with client_socket() as listening:
        listening.settimeout(10.0)
        connect = f"connect 127.0.0.1 {listening.getsockname()[1]}"
        for text in [connect, *texts, "pd quit"]:
            number = sum(line.startswith(("#X obj", "#X msg")) for line in lines)
            escaped = "\\; pd quit" if text == "pd quit" else text.replace(",", " \\,")
            target = 3 if text == connect else 2
            lines += [f"#X msg 20 80 {escaped}", f"#X connect 1 0 {number} 0"]
            lines += [] if text == "pd quit" else [f"#X connect {number} 0 {target} 0"]
        run_pd(tmp_path, sorted(lines, key=lambda line: line.startswith("#X connect")), "autocoder-run 0",
               "autocoder-port 9")
        messages = [read(listening.recv(1 << 16))[0] for _ in texts]
    player = Remote(PROJECT / "models")
    for address in ("/load", "/distance/load"):
        player.answer(build(address, "strings"))
    for address, arguments in messages:
        replies = [read(each)[0] for each in player.answer(build(address, *arguments))]
        assert replies or address == "/quit"
        assert ERROR not in [name for name, _ in replies], (address, replies)
    assert {address for address, _ in messages} | {"/decode", "/encode"} == set(NAMES)


def test_the_pure_data_patch_is_vanilla_and_knows_every_address() -> None:
    objects = pd_boxes("obj")
    assert {text.split()[0] for text in objects} <= VANILLA
    formats = [text.split()[1:] for text in objects if text.startswith("oscformat ")]
    formats += [text.split(",")[0].split()[1:] for text in pd_boxes("msg") if text.startswith("set ")]
    assert {"/" + "/".join(parts) for parts in formats} == set(NAMES)
    assert f"netreceive -u -b {REPLY_PORT}" in objects
    assert str(LISTEN_PORT) in pd_boxes("msg")


def max_patcher() -> dict[str, Any]:
    return dict(json.loads(MAX_PATCH.read_text())["patcher"])


def test_the_max_patch_is_whole() -> None:
    """Each box has its own id and a rectangle; each cord joins an outlet and an inlet that are there."""
    patcher = max_patcher()
    boxes = {each["box"]["id"]: each["box"] for each in patcher["boxes"]}
    assert len(boxes) == len(patcher["boxes"])
    for box in boxes.values():
        assert len(box["patching_rect"]) == 4
        assert len(box["outlettype"]) == box["numoutlets"]
    for line in patcher["lines"]:
        (source, outlet), (target, inlet) = line["patchline"]["source"], line["patchline"]["destination"]
        assert 0 <= outlet < boxes[source]["numoutlets"]
        assert 0 <= inlet < boxes[target]["numinlets"]


def test_the_max_patch_uses_objects_of_max_alone() -> None:
    for each in max_patcher()["boxes"]:
        assert each["box"]["maxclass"] in MAX_BOXES
        if each["box"]["maxclass"] == "newobj":
            assert each["box"]["text"].split()[0] in MAX_OBJECTS


def test_the_max_patch_says_when_remote_is_not_running() -> None:
    """From the sliders' message a cord leads to the delay, from there to the console; replies stop it."""
    patcher = max_patcher()
    texts = {each["box"]["id"]: each["box"].get("text", "") for each in patcher["boxes"]}
    cords = [(texts[each["patchline"]["source"][0]], texts[each["patchline"]["destination"][0]])
             for each in patcher["lines"]]
    said, = (text for text in texts.values() if text.startswith("autocoder remote is not running"))
    for cord in [("prepend /decode", "t b"), ("t b", "delay 1000"), ("delay 1000", said),
                 (said, "print autocoder"), (f"udpreceive {REPLY_PORT}", "t b"), ("t b", "stop"),
                 ("stop", "delay 1000")]:
        assert cord in cords


def test_the_max_patch_knows_the_servers_addresses_and_ports() -> None:
    texts = [each["box"].get("text", "") for each in max_patcher()["boxes"]]
    messages = [text.split() for text in texts if text.startswith("/")]
    prepends = [text.split()[1] for text in texts if text.startswith("prepend ")]
    assert {words[0] for words in messages} | set(prepends) == set(NAMES)
    routes = [text.split()[1:] for text in texts if text.startswith("route ")]
    assert [set(names) for names in routes] == [set(REPLIES)]
    assert f"udpsend 127.0.0.1 {LISTEN_PORT}" in texts
    assert f"udpreceive {REPLY_PORT}" in texts
    player = Remote(PROJECT / "models")
    for address in ("/load", "/distance/load"):
        player.answer(build(address, "strings"))
    for address, *words in messages:
        arguments = [float(word) if re.fullmatch(r"-?[\d.]+", word) else word for word in words]
        names = [read(each)[0][0] for each in player.answer(build(address, *arguments))]
        assert ERROR not in names, address


def test_the_patches_are_what_the_table_makes_of_them(tmp_path: Path) -> None:
    """After a change of the server's addresses: `autocoder patches -o host/autocoder/patches`."""
    for path in write_patches(tmp_path):
        assert path.read_bytes() == (FOLDER / path.name).read_bytes()
