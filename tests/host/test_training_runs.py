# SPDX-License-Identifier: MIT
"""Training that is interrupted, shared by workers, deep, of other sizes, or on a set that lies on disk."""

import json
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autocoder.bake.bake import bake_model
from autocoder.errors import InputError, ModelError
from autocoder.spectra.frame_file import load_frames, save_frames
from autocoder.vae import checkpoint
from autocoder.vae.batches import Batches, spread
from autocoder.vae.model import DECODER, ENCODER, load_latents, load_manifest
from autocoder.vae.options import Options
from autocoder.vae.profiles import PROFILES
from session_model import SessionModel

SHORT = Options(hidden=16, steps=1000)
INTERRUPTED_AFTER = 600  # the checkpoint is of step 500


class InterruptedRunError(Exception):
    """Stands for whatever ends a run early."""


def interrupt(step: int, steps: int, last: object, pca8_lsd_db: float) -> None:
    if step == INTERRUPTED_AFTER:
        raise InterruptedRunError


@pytest.fixture(scope="module")
def whole(default_model: SessionModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short training that nothing disturbed."""
    from autocoder.vae.create import create_model

    folder = tmp_path_factory.mktemp("whole") / "model"
    create_model(default_model.frames, folder, SHORT)
    return folder


@pytest.fixture
def interrupted(default_model: SessionModel, tmp_path: Path) -> Path:
    """The place of a model whose training stopped at step 600."""
    from autocoder.vae.create import create_model

    folder = tmp_path / "model"
    with pytest.raises(InterruptedRunError):
        create_model(default_model.frames, folder, SHORT, interrupt)
    return folder


def test_a_resumed_run_ends_as_if_nothing_had_happened(default_model: SessionModel, whole: Path,
                                                       interrupted: Path) -> None:
    from autocoder.vae.create import create_model

    assert [each.name for each in interrupted.parent.iterdir()] == ["model.checkpoint.npz"]
    steps: list[int] = []
    create_model(default_model.frames, interrupted, SHORT, lambda step, *_: steps.append(step), resume=True)
    assert steps[0] == 600
    assert [each.name for each in interrupted.parent.iterdir()] == ["model"]
    for name in (DECODER, ENCODER):
        assert (interrupted / name).read_bytes() == (whole / name).read_bytes(), name
    curves = [load_manifest(each).training["curve"] for each in (interrupted, whole)]
    resumed, undisturbed = ([point["heldout_lsd_db"] for point in curve] for curve in curves)
    assert resumed == undisturbed
    assert [point["step"] for point in curves[0]] == [500, 1000]
    assert curves[0][1]["seconds"] > curves[0][0]["seconds"]


@pytest.mark.parametrize(("damage", "reason"), [
    (lambda path: path.unlink(), "no interrupted run"),
    (lambda path: path.write_bytes(b"no archive"), "damaged"),
    (lambda path: path.write_bytes(path.read_bytes()[:1000]), "damaged"),
])
def test_refuses_to_go_on_with_nothing(default_model: SessionModel, interrupted: Path, damage: object,
                                       reason: str) -> None:
    from autocoder.vae.create import create_model

    assert callable(damage)
    damage(checkpoint.checkpoint_path(interrupted))
    with pytest.raises(InputError, match=reason):
        create_model(default_model.frames, interrupted, SHORT, resume=True)
    assert not interrupted.exists()


def test_refuses_to_go_on_with_another_run(default_model: SessionModel, interrupted: Path) -> None:
    from autocoder.vae.create import create_model

    other = replace(default_model.frames, maximum=0.5)
    for frames, options in ((default_model.frames, replace(SHORT, seed=2)), (other, SHORT)):
        with pytest.raises(InputError, match="another set or other options"):
            create_model(frames, interrupted, options, resume=True)
    assert checkpoint.checkpoint_path(interrupted).exists()


def test_workers_share_a_batch_and_leave_nothing_out() -> None:
    targets = np.random.default_rng(1).random((100, 8)).astype(np.float32)
    rows = np.arange(10, 90)
    whole = Batches(targets, rows, Options(batch=12)).draw(40, 3)
    parts = [Batches(targets, rows, Options(batch=12), worker, 3).draw(40, 3) for worker in range(3)]
    assert whole.shape == (3, 12, 8)
    for worker, part in enumerate(parts):
        assert np.array_equal(part, whole[:, worker::3])


def test_batches_depend_on_the_step_alone() -> None:
    targets = np.random.default_rng(1).random((100, 8)).astype(np.float32)
    batches = Batches(targets, np.arange(100), Options())
    assert np.array_equal(batches.draw(0, 8)[5:], batches.draw(5, 3))
    assert not np.array_equal(batches.draw(0, 1), batches.draw(1, 1))
    other_seed = Batches(targets, np.arange(100), Options(seed=2))
    assert not np.array_equal(batches.draw(0, 1), other_seed.draw(0, 1))


def test_batches_hold_only_frames_that_train() -> None:
    targets = np.zeros((100, 4), dtype=np.float32)
    targets[50:] = 1.0
    drawn = Batches(targets, np.arange(50), Options()).draw(0, 50)
    assert np.ptp(drawn) == 0.0


def test_spread_rows_are_even_and_at_most_all() -> None:
    rows = np.arange(1000, 2000)
    assert np.array_equal(spread(rows, 5000), rows)
    assert spread(rows, 5).tolist() == [1000, 1249, 1499, 1749, 1999]


def test_a_set_on_disk_trains_to_the_same_bytes(default_model: SessionModel, whole: Path,
                                                tmp_path: Path) -> None:
    from autocoder.vae.create import create_model

    save_frames(default_model.frames, tmp_path / "frames.npz")
    mapped = load_frames(tmp_path / "frames.npz")
    base = mapped.targets.base
    assert isinstance(base, np.memmap) or isinstance(mapped.targets, np.memmap)
    create_model(mapped, tmp_path / "model", SHORT)
    assert (tmp_path / "model" / DECODER).read_bytes() == (whole / DECODER).read_bytes()


def test_a_deep_model_goes_the_whole_way_to_the_module(default_model: SessionModel, tmp_path: Path) -> None:
    from autocoder.vae.create import create_model, quantize_model

    folder = tmp_path / "deep"
    create_model(default_model.frames, folder, Options(hidden=32, deep=True, steps=600))
    manifest = quantize_model(folder)
    assert manifest.widths == [8, 16, 32, 64, 128, 256, 512, 32, 256]
    assert manifest.heldout["lsd_db"] < 12.0
    assert manifest.stages["int8_added_set_db"] < 1.0
    bake_model(folder, tmp_path / "generated")
    assert "hidden layers of 16, 32, 64, 128, 256, 512, 32" in (tmp_path / "generated/model.cc").read_text()


def test_another_number_of_latents_is_for_the_host_alone(default_model: SessionModel, tmp_path: Path) -> None:
    from autocoder.vae.create import create_model, quantize_model

    folder = tmp_path / "five"
    create_model(default_model.frames, folder, Options(hidden=16, latents=5, steps=300))
    manifest = quantize_model(folder)
    assert manifest.latents == 5
    assert load_latents(folder / "latents.npz").latents.shape == (len(default_model.frames.targets), 5)
    with pytest.raises(ModelError, match="5 latents; the module has 8 knobs"):
        bake_model(folder, tmp_path / "generated")


@pytest.mark.parametrize("name", PROFILES)
def test_profiles_are_sizes_that_train(name: str) -> None:
    profile = PROFILES[name]
    options = Options(hidden=profile.hidden, deep=profile.deep)
    weights = sum(first * second for first, second in zip(
        options.widths(profile.bands), options.widths(profile.bands)[1:], strict=False))
    limit_bytes = {"daisy": 150_000, "teensy": 75_000, "desktop": 10_000_000}[name]
    assert weights < limit_bytes  # an int8 weight is a byte


@pytest.mark.parametrize(("name", "value"), [
    ("hidden", 0), ("latents", 0), ("latents", 17), ("steps", 0), ("batch", 0), ("learning_rate", 0.0),
    ("learning_rate", float("nan")), ("beta", -1.0), ("mix", 1.5), ("noise", float("inf")), ("seed", -1),
    ("patience", -1), ("minimum_delta_db", float("nan")),
])
def test_refuses_options_that_no_run_can_have(name: str, value: float) -> None:
    with pytest.raises(InputError, match=name.replace("_", "-")):
        replace(Options(), **{name: value})


def free_ports(count: int) -> list[int]:
    """Return ports of this machine that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def start_worker(frames: Path, folder: Path, worker: int, addresses: str, *options: str
                 ) -> "subprocess.Popen[str]":
    words = ["train", str(frames), "-o", str(folder), "--hidden", "16", "--steps", "500",
             "--workers", addresses, "--worker", str(worker), "--json", *options]
    return subprocess.Popen([sys.executable, "-m", "autocoder.cli", *words], text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_two_workers_reach_the_loss_of_one(default_model: SessionModel, tmp_path: Path) -> None:
    """Summing halves rounds differently: after 500 steps weights differ by rounding, distances hardly."""
    from autocoder.vae.create import create_model

    save_frames(default_model.frames, tmp_path / "frames.npz")
    addresses, place = ",".join(f"127.0.0.1:{port}" for port in free_ports(2)), tmp_path / "two"
    started = [start_worker(tmp_path / "frames.npz", place, worker, addresses) for worker in (0, 1)]
    results = [each.communicate(timeout=240) for each in started]
    assert [each.returncode for each in started] == [0, 0], results
    assert results[1][0] == ""  # the first one alone reports
    together = json.loads(results[0][0])["heldout"]["lsd_db"]
    alone = create_model(default_model.frames, tmp_path / "one", Options(hidden=16, steps=500))
    assert together == pytest.approx(alone.heldout["lsd_db"], abs=0.01)
    assert load_manifest(place).heldout["lsd_db"] == together


def test_workers_with_other_options_are_refused(default_model: SessionModel, tmp_path: Path) -> None:
    save_frames(default_model.frames, tmp_path / "frames.npz")
    addresses, place = ",".join(f"127.0.0.1:{port}" for port in free_ports(2)), tmp_path / "two"
    started = [start_worker(tmp_path / "frames.npz", place, worker, addresses, "--seed", str(worker))
               for worker in (0, 1)]
    results = [each.communicate(timeout=240) for each in started]
    assert "another frame set or other options" in results[1][1]
    assert started[1].returncode == 2
    assert not (tmp_path / "two").exists()


@pytest.mark.parametrize(("addresses", "worker", "reason"), [
    ("localhost", 0, "no address"), ("localhost:x", 0, "no address"), ("localhost:70000", 0, "no address"),
    ("localhost:1,localhost:1", 0, "each its own"), ("localhost:1", 1, "there are 1"),
])
def test_refuses_addresses_that_are_none(addresses: str, worker: int, reason: str) -> None:
    from autocoder.vae.workers import join_workers

    with pytest.raises(InputError, match=reason):
        join_workers(addresses.split(","), worker)
