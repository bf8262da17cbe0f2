# SPDX-License-Identifier: MIT
"""From a model folder to C++: equal bytes each time, and every value as it was."""

import hashlib
import json
import math
import re
import shutil
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocoder import spec
from autocoder.bake import carray, clocks
from autocoder.bake.bake import bake_model
from autocoder.device.build import PROJECT
from autocoder.errors import ModelError
from autocoder.spectra.mel import analysis_matrix, reduced_mel_to_spectrum
from autocoder.vae import model as models
from session_model import SessionModel

FILES = ["encoder.cc", "encoder.h", "mel_analysis.cc", "mel_analysis.h", "mel_to_spectrum.cc",
         "mel_to_spectrum.h", "model.cc", "model.h", "sizes.h"]
DEFAULT_MODEL = PROJECT / "models" / "strings"
GENERATED = PROJECT / "firmware" / "generated"


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def initialiser(source: str, name: str) -> str:
    """Return what stands between the braces of a C array."""
    found = re.search(rf"\b{name}\[[^\]]*\] = \{{(.*?)\n\}};", source, re.DOTALL)
    assert found is not None, name
    return found[1]


def array_values(source: str, name: str) -> list[str]:
    return [each for each in re.split(r"[,\s]+", initialiser(source, name)) if each]


def floats(source: str, name: str) -> npt.NDArray[np.float32]:
    """Return a C array of floats as a compiler reads it: each literal to the nearest single."""
    values = array_values(source, name)
    assert all(each.endswith("f") for each in values)
    return np.array([each.removesuffix("f") for each in values]).astype(np.float32)


@pytest.fixture(scope="module")
def source(default_model: SessionModel) -> str:
    return (default_model.generated / "model.cc").read_text()


def test_baking_twice_gives_equal_bytes(default_model: SessionModel, tmp_path: Path) -> None:
    paths = bake_model(default_model.folder, tmp_path / "first")
    assert sorted(path.name for path in paths) == sorted(contents(tmp_path / "first")) == FILES
    copied = shutil.copytree(default_model.folder, tmp_path / "elsewhere")  # not by its place either
    bake_model(Path(copied), tmp_path / "second")
    assert contents(tmp_path / "first") == contents(tmp_path / "second") == contents(default_model.generated)


def test_baking_over_another_model_leaves_nothing_of_it(default_model: SessionModel, tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).write_text("earlier")
    bake_model(default_model.folder, tmp_path)
    assert contents(tmp_path) == contents(default_model.generated)


def test_firmware_holds_the_default_model(tmp_path: Path) -> None:
    assert (DEFAULT_MODEL / models.MANIFEST).is_file(), f"{DEFAULT_MODEL}: the default model is missing"
    assert GENERATED.is_dir(), f"{GENERATED}: missing; run `make generated`"
    bake_model(DEFAULT_MODEL, tmp_path)
    committed = contents(GENERATED)
    assert sorted(committed) == FILES
    for name, content in contents(tmp_path).items():
        assert committed[name] == content, f"{GENERATED / name}: not what {DEFAULT_MODEL} bakes to"


def test_boards_of_other_clocks_have_their_own_files() -> None:
    """And only those that differ: the rest is what all boards share."""
    expected = clocks.outputs()
    assert {path.parent.name for path in expected} == {"generated_teensy41"}
    for path, text in expected.items():
        assert (PROJECT / path).read_text() == text, f"{path}: not what spec.py says; run `make generated`"
        assert (GENERATED / path.name).read_text() != text
    found = {path.name for path in (PROJECT / "firmware" / "generated_teensy41").iterdir()}
    assert found == {path.name for path in expected}


def test_decoder_bytes_are_the_file(default_model: SessionModel, source: str) -> None:
    content = (default_model.folder / models.DECODER_INT8).read_bytes()
    assert bytes(int(each) for each in array_values(source, "kDecoderModel0")) == content
    assert "alignas(16) const uint8_t kDecoderModel0[]" in source


def test_provenance_names_hash_sizes_and_command(default_model: SessionModel, source: str) -> None:
    content = (default_model.folder / models.DECODER_INT8).read_bytes()
    head = source.split("#include")[0]
    assert head.startswith("// SPDX-License-Identifier: MIT\n")
    for part in (hashlib.sha256(content).hexdigest(), "`autocoder bake`", f"{len(content)} bytes",
                 f"hidden layers of {default_model.manifest.widths[1]}", f"{spec.MEL_BANDS} mel bands"):
        assert part in head


def test_amplitude_table_is_the_decibel_formula(default_model: SessionModel) -> None:
    table = floats((default_model.generated / "mel_to_spectrum.cc").read_text(), "kAmplitude")
    assert len(table) == 256
    for index in range(256):
        over_floor_db = min(max(108.0 * index / 256.0 - 6.0, 0.0), 96.0)
        wanted = math.pow(10.0, (over_floor_db - 96.0) / 20.0)
        assert table[index] == pytest.approx(wanted, rel=1e-6)


def test_gain_is_the_manifests(default_model: SessionModel, source: str) -> None:
    found = re.search(r"\{kDecoderModel0, sizeof\(kDecoderModel0\), (\S+)f,", source)
    assert found is not None and np.float32(found[1]) == np.float32(default_model.manifest.gain)


def test_several_models_are_baked_by_slot(default_model: SessionModel, tmp_path: Path) -> None:
    bake_model(DEFAULT_MODEL, tmp_path, default_model.folder)
    both = (tmp_path / "model.cc").read_text()
    assert "kModelCount = 2;" in (tmp_path / "model.h").read_text()
    for name, folder in (("kDecoderModel0", DEFAULT_MODEL), ("kDecoderModel1", default_model.folder)):
        content = (folder / models.DECODER_INT8).read_bytes()
        assert bytes(int(each) for each in array_values(both, name)) == content
        assert hashlib.sha256(content).hexdigest() in both.split("#include")[0]
    assert len(re.findall(r"\}, \d+u\}", both)) == 2 * spec.GOLDEN_VECTORS
    with pytest.raises(ModelError, match="3 slots"):
        bake_model(DEFAULT_MODEL, tmp_path, DEFAULT_MODEL, DEFAULT_MODEL, default_model.folder)


def test_golden_vectors_are_those_of_the_official_runtime(default_model: SessionModel, source: str) -> None:
    golden = models.load_golden(default_model.folder / models.GOLDEN)
    rows = re.findall(r"\{([-\d, ]+)\}, (\d+)u\}", initialiser(source, "kModels"))
    assert len(rows) == spec.GOLDEN_VECTORS
    for (latents, checksum), wanted, mel in zip(rows, golden.latents, golden.mel, strict=True):
        assert [int(each) for each in latents.split(",")] == wanted.tolist()
        assert int(checksum) == zlib.crc32(mel.tobytes())


def test_matrix_is_the_reduced_one(default_model: SessionModel) -> None:
    text = (default_model.generated / "mel_to_spectrum.cc").read_text()
    matrix = reduced_mel_to_spectrum()
    assert [int(each) for each in array_values(text, "kBinBand")] == matrix.band.tolist()
    assert np.array_equal(floats(text, "kBinWeightLow"), matrix.low)
    assert np.array_equal(floats(text, "kBinWeightHigh"), matrix.high)


def test_analysis_is_the_hosts_matrix(default_model: SessionModel) -> None:
    text = (default_model.generated / "mel_analysis.cc").read_text()
    first, ends = (np.array(array_values(text, name)).astype(int)
                   for name in ("kMelFirstBin", "kMelWeightEnd"))
    weights, start = floats(text, "kMelWeight"), 0
    dense = np.zeros((spec.MEL_BANDS, spec.ANALYSIS_FFT // 2 + 1), dtype=np.float32)
    for band, (bin_, end) in enumerate(zip(first, ends, strict=True)):
        dense[band, bin_:bin_ + end - start] = weights[start:end]
        start = end
    assert start == len(weights)
    assert np.array_equal(dense, analysis_matrix().toarray().astype(np.float32))
    assert f"kMelWeights = {start};" in (default_model.generated / "mel_analysis.h").read_text()


def test_without_the_encoder_there_is_none(default_model: SessionModel) -> None:
    header = (default_model.generated / "encoder.h").read_text()
    assert "constexpr size_t kEncoderModelBytes = 0;" in header
    text = (default_model.generated / "encoder.cc").read_text()
    assert array_values(text, "kEncoderModel") == ["0"]


def test_the_encoder_is_baked_where_it_is_wanted(autocoder, default_model: SessionModel, tmp_path: Path
                                                 ) -> None:
    code, _, _ = autocoder("bake", default_model.folder, "-o", tmp_path, "--encoder")
    assert code == 0 and sorted(contents(tmp_path)) == FILES
    text = (tmp_path / "encoder.cc").read_text()
    content = (default_model.folder / models.ENCODER_INT8).read_bytes()
    assert bytes(int(each) for each in array_values(text, "kEncoderModel")) == content
    assert f"kEncoderModelBytes = {len(content)};" in (tmp_path / "encoder.h").read_text()
    assert hashlib.sha256(content).hexdigest() in text.split("#include")[0]
    golden = models.load_golden(default_model.folder / models.GOLDEN)
    assert golden.encoded is not None
    rows = re.findall(r"\{([^{}]*)\},", text.partition("kGoldenEncoded")[2])
    assert [[int(each) for each in row.split(",")] for row in rows] == golden.encoded.tolist()
    without = contents(default_model.generated)
    changed = {name for name, content in contents(tmp_path).items() if content != without[name]}
    assert changed == {"encoder.cc", "encoder.h"}


def test_refuses_to_bake_an_encoder_that_is_not_there(default_model: SessionModel, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(default_model.folder, tmp_path / "copy"))
    (folder / models.ENCODER_INT8).unlink()
    models.save_manifest(folder, models.load_manifest(default_model.folder))
    with pytest.raises(ModelError, match=f"has no {models.ENCODER_INT8}; run `autocoder quantize"):
        bake_model(folder, tmp_path / "out", encoder=True)
    bake_model(folder, tmp_path / "out")


def test_sizes_are_those_of_spec(default_model: SessionModel) -> None:
    text = (default_model.generated / "sizes.h").read_text()
    found = dict(re.findall(r"^constexpr (?:size_t|float) (k\w+) = (\S+);$", text, re.MULTILINE))
    assert len(found) == text.count("constexpr") > 15
    renamed = {"GoldenCount": "GOLDEN_VECTORS", "AnalysisRateHz": "SAMPLE_RATE_HZ"}
    for name, literal in found.items():
        words = renamed.get(name[1:]) or re.sub(r"(?<!^)(?=[A-Z])", "_", name[1:]).upper()
        value = getattr(spec, words)
        assert float(literal.removesuffix("f")) == pytest.approx(value, rel=1e-7), name
        assert literal.endswith("f") == isinstance(value, float), name


def baked_sizes(folder: Path) -> dict[str, float]:
    text = (folder / "sizes.h").read_text()
    return {name: float(value.removesuffix("f")) for name, value in re.findall(r"(k\w+) = (\S+);", text)}


def test_other_clocks_take_as_long(default_model: SessionModel, tmp_path: Path) -> None:
    own = baked_sizes(default_model.generated)
    tables = ("mel_to_spectrum.cc", "mel_analysis.cc")
    matrices = {(default_model.generated / name).read_bytes() for name in tables}
    for block, rate_hz in ((16, 44_100), (32, 48_000), (48, 44_100), (128, 48_000)):
        folder = tmp_path / str(block)
        bake_model(default_model.folder, folder, clock=spec.Clock(rate_hz, block))
        sizes = baked_sizes(folder)
        assert sizes["kSampleRateHz"] * 4 == sizes["kReverbSamples"] == 4 * rate_hz
        assert sizes["kBlockSamples"] == block
        assert block % sizes["kChunkSamples"] == own["kFrameHop"] % sizes["kChunkSamples"] == 0
        assert sizes["kUpdateBlocks"] * block == own["kUpdateBlocks"] * 64 == 384
        assert sizes["kCrossDelay"] + 2 * block == own["kCrossDelay"] + 128 == 2048
        assert 0 <= sizes["kModeFadeBlocks"] * block - 2048 < block
        assert sizes["kModeWarmBlocks"] * block >= sizes["kCrossDelay"] + sizes["kCrossWindow"]
        assert 192 <= block * 2 ** sizes["kControlSmoothingShift"] <= 256
        matrices |= {(folder / name).read_bytes() for name in tables}
    assert len(matrices) == 4  # of both, one for each rate


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_float_literals_read_back_exactly(value: float) -> None:
    literal = carray.number(np.float32(value))
    assert re.fullmatch(r"-?\d+\.\d+(e[+-]\d+)?f", literal), literal  # a float literal of C++, not an integer
    assert np.float32(literal.removesuffix("f")) == np.float32(value)


@given(st.binary(max_size=200))
def test_byte_literals_read_back_exactly(data: bytes) -> None:
    assert bytes(int(each) for each in carray.byte_values(data).replace("\n", "").split(",") if each) == data


def test_lines_stay_short_and_guards_are_paired(default_model: SessionModel) -> None:
    for path in default_model.generated.iterdir():
        lines = path.read_text().splitlines()
        assert max(map(len, lines)) <= 130, path.name
        if path.suffix == ".h":
            opened, ended = (sum(line.startswith(word) for line in lines) for word in ("#ifndef", "#endif"))
            assert opened == ended == 1


@pytest.mark.parametrize("missing", [models.DECODER_INT8, models.GOLDEN])
def test_refuses_a_model_that_is_not_quantized(default_model: SessionModel, tmp_path: Path,
                                               missing: str) -> None:
    folder = Path(shutil.copytree(default_model.folder, tmp_path / "copy"))
    (folder / missing).unlink()
    models.save_manifest(folder, models.load_manifest(default_model.folder))
    with pytest.raises(ModelError, match=f"has no {missing}; run `autocoder quantize"):
        bake_model(folder, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_refuses_other_sizes_and_leaves_the_earlier_files(default_model: SessionModel,
                                                          tmp_path: Path) -> None:
    folder = Path(shutil.copytree(default_model.folder, tmp_path / "copy"))
    bake_model(folder, tmp_path / "out")
    before = contents(tmp_path / "out")
    content = json.loads((folder / models.MANIFEST).read_text())
    content["analysis"]["bands"] = content["widths"][-1] = 512
    (folder / models.MANIFEST).write_text(json.dumps(content))
    with pytest.raises(ModelError, match="512 bands"):
        bake_model(folder, tmp_path / "out")
    (folder / models.DECODER_INT8).write_bytes(b"damaged")
    with pytest.raises(ModelError, match="hash"):
        bake_model(folder, tmp_path / "out")
    assert contents(tmp_path / "out") == before


def test_refuses_golden_vectors_of_another_shape(default_model: SessionModel, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(default_model.folder, tmp_path / "copy"))
    golden = models.load_golden(folder / models.GOLDEN)
    models.save_golden(folder / models.GOLDEN, models.Golden(golden.latents[:3], golden.mel[:3]))
    models.save_manifest(folder, models.load_manifest(default_model.folder))
    with pytest.raises(ModelError, match="wrong shape"):
        bake_model(folder, tmp_path / "out")
