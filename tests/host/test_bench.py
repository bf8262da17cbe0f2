# SPDX-License-Identifier: MIT
"""The bench: its names, choosing rows, the file it writes, and what its measurements are made of."""

import json
from pathlib import Path

import numpy as np
import pytest

from autocoder import spec
from autocoder.bench import models, training
from autocoder.bench.filter import AUDIBLE_SHARE, changed_blocks, impulses, onset_samples
from autocoder.bench.measuring import Bench, Remarked, Row, shared
from autocoder.bench.memory import parse_sections
from autocoder.bench.rows import registry, run_bench, select
from autocoder.bench.stimuli import SOUNDS, resting_controls
from autocoder.bench.training import first_seconds, sounds
from autocoder.errors import InputError, ToolError
from autocoder.reference.filter import decoder_input, latents_from_controls
from autocoder.spectra.frames import Analysis, FrameSet

PROMISED = {
    "decoder.instructions_per_mac", "filter.instructions_per_sample", "filter.instructions_per_sample.fading",
    "filter.update_instructions", "filter.latency_samples", "filter.latency_ms", "matrix.macs_per_bin",
    "flash.text_bytes", "flash.model_bytes", "flash.tables_bytes", "ram.bytes", "ram.external_bytes",
    "fidelity.decoder_mismatched_bytes", "fidelity.spectrum_max_db", "fidelity.audio_snr_db",
    "fidelity.int8_lsd_db", "analysis.speedup_over_dense_loop", "analysis.user_seconds_per_second",
    "analysis.user_seconds_per_second.resampled", "analysis.speedup_over_ancestor", "render.realtime_factor",
    "emulate.realtime_factor", "synth.body_realtime_factor", "similarity.neighbours_s",
    "reverb4s.instructions_per_sample", "reverb4s.worst_over_mean_block", "reverb4s.tail_slack",
    "reverb4s.cost_over_zita", "reverb4s.zita_difference_db", "reverb4s.bytes",
    "reverb_small.instructions_per_sample", "reverb_small.bytes", "reverb_small.audio_snr_db",
    "budget.filter.48000.64", "budget.filter.resting.48000.64",
    "budget.reverb0.5s.44100.16", "budget.cross.44100.48", "budget.drone.48000.128",
    "osc.decodes_per_second", "osc.largest_datagram_ms",
    "cycles.tile_multiply_add", "external.reverb4s.bytes_per_sample",
}
PROMISED_OF_SOUND = {
    "model.{}.lsd_db", "model.{}.pca8_lsd_db", "model.{}.int8_lsd_db", "train.{}.seconds",
    "train.{}.seconds_per_second", "train.{}.seconds_to_2.3_db",
}


def number(value: float) -> Row:
    return Row(f"number.{value:g}", "", lambda bench: value)


NUMBERS = (number(1.0), number(2.0), number(20.0), Row("word.one", "letters", lambda bench: 3.0))


def broken(bench: Bench) -> float:
    raise ToolError("gcc: not here")


def test_rows_are_those_that_were_promised() -> None:
    names = [row.name for row in registry()]
    assert len(set(names)) == len(names)
    assert set(names) >= PROMISED | {each.format(sound) for each in PROMISED_OF_SOUND for sound in sounds()}


def test_every_how_prints_its_one_row() -> None:
    table = registry()
    for row in table:
        program, command, name = row.how.split()
        assert (program, command) == ("autocoder", "bench")
        assert select(table, [name]) == [row]


def test_without_recordings_the_one_sound_is_synthesized(monkeypatch: pytest.MonkeyPatch,
                                                         tmp_path: Path) -> None:
    monkeypatch.setattr(training, "SAMPLES", tmp_path / "none")
    assert sounds() == ("strings",)
    assert {row.name.split(".")[1] for row in models.rows()} == {"strings"}


@pytest.mark.parametrize(("wanted", "values"), [
    ([], [1, 2, 20, 3]),
    (["number"], [1, 2, 20]),
    (["number.2"], [2]),
    (["word", "number.20", "number.2"], [2, 20, 3]),
])
def test_rows_are_chosen_by_name_or_its_start(wanted: list[str], values: list[int], tmp_path: Path) -> None:
    results = run_bench(wanted, tmp_path / "bench.json", table=NUMBERS)
    assert [each["value"] for each in results] == values
    assert json.loads((tmp_path / "bench.json").read_text()) == results


def test_only_chosen_rows_are_measured(tmp_path: Path) -> None:
    table = (*NUMBERS, Row("broken", "", broken))
    assert len(run_bench(["word"], tmp_path / "bench.json", table=table)) == 1
    with pytest.raises(ToolError):
        run_bench(["brok"], tmp_path / "bench.json", table=table)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(InputError, match=r"numbr.*number, word"):
        select(NUMBERS, ["word", "numbr"])


def test_a_failed_run_leaves_the_earlier_file(tmp_path: Path) -> None:
    output = tmp_path / "bench.json"
    run_bench([], output, table=NUMBERS)
    before = output.read_bytes()
    with pytest.raises(ToolError):
        run_bench([], output, table=(*NUMBERS, Row("broken", "", broken)))
    with pytest.raises(ValueError, match="JSON"):
        run_bench([], output, table=[Row("number", "", lambda bench: float("nan"))])
    assert output.read_bytes() == before
    assert list(tmp_path.iterdir()) == [output]


def test_a_single_row_replaces_its_own_figure_only(tmp_path: Path) -> None:
    output = tmp_path / "bench.json"
    run_bench([], output, table=NUMBERS)
    changed = [*NUMBERS[:3], Row("word.one", "letters", lambda bench: 4.0)]
    run_bench(["word.one"], output, table=changed)
    stored = json.loads(output.read_text())
    assert [each["value"] for each in stored] == [1, 2, 20, 4]
    run_bench([], output, table=NUMBERS[:2])
    assert len(json.loads(output.read_text())) == 2


@pytest.mark.parametrize("content", ["", "[1, 2]", "{}", "3", '[{"name": "x"}]'])
def test_a_damaged_file_is_replaced(content: str, tmp_path: Path) -> None:
    output = tmp_path / "bench.json"
    output.write_text(content)
    results = run_bench(["word"], output, table=NUMBERS)
    assert json.loads(output.read_text()) == results


def test_a_remark_stands_beside_the_unit(tmp_path: Path) -> None:
    row = Row("number", "dB", lambda bench: Remarked(2.0, "noise"))
    assert row.run(Bench(tmp_path, tmp_path)) == {
        "name": "number", "value": 2.0, "unit": "dB (noise)", "how": "autocoder bench number"}


def test_progress_ends_at_the_whole(tmp_path: Path) -> None:
    seen: list[tuple[float, float]] = []

    def half(bench: Bench) -> float:
        bench.progress(1, 2)
        return 0.0

    run_bench([], tmp_path / "bench.json", lambda done, total: seen.append((done, total)),
              table=[NUMBERS[0], Row("half", "", half)])
    assert seen == [(1, 2), (1.5, 2), (2, 2)]


def test_shared_measurements_run_once_for_each_argument(tmp_path: Path) -> None:
    calls = []

    @shared
    def measure(bench: Bench, size: int) -> int:
        calls.append(size)
        return 10 * size

    bench = Bench(tmp_path, tmp_path)
    assert [measure(bench, size) for size in (1, 2, 1, 2)] == [10, 20, 10, 20]
    assert calls == [1, 2]
    assert measure(Bench(tmp_path, tmp_path), 1) == 10
    assert calls == [1, 2, 1]


def test_cheap_rows_hold_what_they_promise(tmp_path: Path) -> None:
    output = tmp_path / "bench.json"
    results = run_bench(["matrix", "fidelity.matrix"], output)
    values = {each["name"]: each["value"] for each in results}
    assert values["matrix.macs_per_bin"] == 2.0
    assert 0.0 < values["fidelity.matrix_max_db"] < 0.01


def test_resting_controls_come_to_rest() -> None:
    fading, designing = changed_blocks(resting_controls(600))
    assert fading[:50].any()
    assert designing[0]
    assert not fading[100:].any()
    assert not designing[100:].any()


def test_a_turned_knob_designs_once_and_fades_in_one_period_later() -> None:
    controls = resting_controls(600)
    turned_at = 50 * spec.UPDATE_BLOCKS
    controls[turned_at:, 3] += 5000
    fading, designing = changed_blocks(controls)
    latents = decoder_input(latents_from_controls(controls))
    assert np.array_equal(np.flatnonzero(designing) % spec.UPDATE_BLOCKS, np.zeros(designing.sum()))
    after = np.flatnonzero(designing[100:]) + 100
    assert after[0] == turned_at
    assert np.any(latents[after[0]] != latents[after[0] - spec.UPDATE_BLOCKS])
    expected = np.zeros(600, dtype=bool)
    for block in after:
        expected[block + spec.UPDATE_BLOCKS:block + 2 * spec.UPDATE_BLOCKS] = True
    assert np.array_equal(fading[100:], expected[100:])


@pytest.mark.parametrize("delay", [0, 1, 64, 130])
def test_onset_is_that_of_the_latest_response(delay: int) -> None:
    sound, places = impulses()
    output = 0.01 * AUDIBLE_SHARE * np.random.default_rng(1).uniform(-1, 1, sound.shape).astype(np.float32)
    for index, place in enumerate(places):
        late = delay if index == 1 else 0
        output[place + late:place + late + 3] += np.array([0.001, -1.0, 0.4], dtype=np.float32)[:, np.newaxis]
    assert onset_samples(output, places) == delay


def test_stimuli_are_stereo_and_as_long_as_asked() -> None:
    for name, make in SOUNDS.items():
        sound = make(9_600)
        assert sound.shape == (9_600, 2), name
        assert sound.dtype == np.float32
        assert 0.1 < np.abs(sound).max() <= 1.5


def test_sections_are_read_from_the_size_tool() -> None:
    printed = ("firmware.elf  :\nsection      size        addr\n.text       30000           0\n"
               ".bss          512   536870912\n.ARM.exidx      8       30000\nTotal       30520\n\n")
    assert parse_sections(printed) == {".text": 30000, ".bss": 512, ".ARM.exidx": 8}


def frame_set(lengths: list[int]) -> FrameSet:
    index = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
    targets = np.zeros((len(index), 4), dtype=np.float32)
    return FrameSet(targets, 1.0, tuple(f"{each}.wav" for each in range(len(lengths))), index, (), Analysis())


@pytest.mark.parametrize("seconds", [0.5, 3.7, 4.0])
def test_first_seconds_are_all_that_fit(seconds: float) -> None:
    frames = frame_set([400, 90, 500])
    cut = first_seconds(frames, seconds)
    count = len(cut.targets)
    hop_s = frames.analysis.hop / frames.analysis.rate_hz
    window_s = frames.analysis.fft / frames.analysis.rate_hz
    assert cut.duration_s <= seconds
    assert cut.duration_s + max(hop_s, window_s) > seconds
    assert np.array_equal(cut.file_index, frames.file_index[:count])
    assert len(cut.files) == cut.file_index[-1] + 1


def test_a_short_set_stays_whole() -> None:
    frames = frame_set([100, 20])
    cut = first_seconds(frames, 30.0)
    assert len(cut.targets) == 120
    assert cut.files == frames.files
