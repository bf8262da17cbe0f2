# SPDX-License-Identifier: MIT
"""A model's upload form: what stands in it, that damage is seen, and whose signature it has."""

import hashlib
import json
import shutil
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autocoder import spec
from autocoder.bake import carray, signing
from autocoder.bake.bundle import assemble, bundle_bytes, parse_bundle, read_bundle, sections_of, write_bundle
from autocoder.bake.names import MODULE_NAME_BYTES, module_name
from autocoder.errors import InputError, ModelError, ToolError
from autocoder.vae import model as models
from session_model import SessionModel

HERE = Path("test.acb")


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "my.key"
    signing.new_key(path)
    return path


@pytest.fixture(scope="module")
def content(default_model: SessionModel, key: Path) -> bytes:
    """Return a bundle with all that can be in one."""
    return bundle_bytes(default_model.folder, encoder=True, key=key)


def test_equal_models_give_equal_bytes(default_model: SessionModel, key: Path, content: bytes,
                                       tmp_path: Path) -> None:
    copied = Path(shutil.copytree(default_model.folder, tmp_path / "elsewhere"))
    assert bundle_bytes(copied, encoder=True, key=key) == content


def test_what_is_written_is_read(default_model: SessionModel, key: Path, tmp_path: Path) -> None:
    path = tmp_path / "some" / "name.acb"
    written = write_bundle(default_model.folder, path, encoder=True, key=key)
    found = read_bundle(path)
    golden = models.load_golden(default_model.folder / models.GOLDEN)
    assert found.content == written.content == path.read_bytes()
    assert found.name == default_model.manifest.name
    assert np.float32(found.gain) == np.float32(default_model.manifest.gain)
    assert found.decoder == (default_model.folder / models.DECODER_INT8).read_bytes()
    assert found.encoder == (default_model.folder / models.ENCODER_INT8).read_bytes()
    assert np.array_equal(found.golden, golden.latents[:spec.GOLDEN_VECTORS])
    assert found.checksums == [zlib.crc32(row.tobytes()) for row in golden.mel[:spec.GOLDEN_VECTORS]]
    assert found.encoded is not None and np.array_equal(found.encoded, golden.encoded)
    assert found.key == signing.public_key(signing.load_seed(key))
    assert found.hash == hashlib.blake2b(path.read_bytes(), digest_size=32).digest()


def test_the_decoder_alone_without_signature(default_model: SessionModel) -> None:
    found = parse_bundle(bundle_bytes(default_model.folder), HERE)
    assert (found.encoder, found.encoded, found.key) == (None, None, None)


def test_sections_lie_where_words_can_be_read(content: bytes) -> None:
    decoder = sections_of(content)[0][b"DECO"]
    assert content.index(decoder) % 16 == 0
    assert decoder[4:8] == b"TFL3"


@settings(max_examples=300)
@given(data=st.data())
def test_damage_is_seen(content: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(content) - 1))
    damaged = bytearray(content)
    damaged[at] ^= data.draw(st.integers(1, 255))
    shortened = content[:at]
    for each in (bytes(damaged), shortened, content + b"x"):
        with pytest.raises(ModelError, match=r"test\.acb: no bundle"):
            parse_bundle(each, HERE)


def test_a_missing_file_names_the_fix(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"cannot be read.*autocoder bundle"):
        read_bundle(tmp_path / "absent.acb")


def whole(content: bytes) -> list[tuple[bytes, bytes]]:
    """Return the sections without the signature."""
    return [each for each in sections_of(content)[0].items() if each[0] != b"SIGN"]


def changed(content: bytes, kind: bytes, form: str, at: int, value: float | bytes) -> bytes:
    """Return a well formed bundle with another value in one of its sections."""
    sections = dict(whole(content))
    section = bytearray(sections[kind])
    struct.pack_into(form, section, at, value)
    return assemble([*(sections | {kind: bytes(section)}).items()])


@pytest.mark.parametrize(("form", "at", "value", "reason"), [
    ("<H", 0, 7, "other sizes"), ("<H", 2, 512, "other sizes"), ("<I", 4, 44_100, "other sizes"),
    ("<f", 8, -80.0, "other sizes"), ("<f", 12, 5.0, "other sizes"), ("<f", 16, 0.0, "a gain"),
    ("<f", 16, float("nan"), "a gain"), ("<f", 16, float("inf"), "a gain"), ("<B", 20, 0, "no name"),
    ("<B", 20, 32, "no name"), ("2s", 21, b"\xff\xff", "decode"),
])
def test_what_the_module_refuses_is_refused(content: bytes, form: str, at: int, value: float | bytes,
                                            reason: str) -> None:
    with pytest.raises(ModelError, match=reason):
        parse_bundle(changed(content, b"INFO", form, at, value), HERE)


def test_sections_are_known_whole_and_single(content: bytes) -> None:
    sections = whole(content)
    assert parse_bundle(assemble(sections), HERE).key is None
    for missing in (b"INFO", b"DECO", b"GOLD", b"ENCO", b"BACK"):
        with pytest.raises(ModelError):
            parse_bundle(assemble([each for each in sections if each[0] != missing]), HERE)
    for refused in (assemble([*sections, sections[1]]), assemble([*sections, (b"LATE", b"12345")]),
                    assemble(sections, version=2)):
        with pytest.raises(ModelError):
            parse_bundle(refused, HERE)
    later = assemble([*sections, (b"LATE", b"12345")], flags=1)
    assert parse_bundle(later, HERE).decoder == dict(sections)[b"DECO"]


def test_a_signature_is_of_all_that_comes_before_it(content: bytes, key: Path) -> None:
    other = signing.sign(bytes(32), b"something else")
    sections, signed = sections_of(content)
    assert len(signed) == len(content) - 4 - 16 - 96
    for signature in (other, sections[b"SIGN"][:32] + other[32:], other[:32] + sections[b"SIGN"][32:]):
        with pytest.raises(ModelError, match="a signature that is not its own"):
            parse_bundle(assemble([*whole(content), (b"SIGN", signature)]), HERE)
    repaired = assemble(whole(changed(content, b"INFO", "<f", 16, 2.0)), signing.load_seed(key))
    assert parse_bundle(repaired, HERE).key == sections[b"SIGN"][:32]


def test_signatures_are_those_of_rfc_8032() -> None:
    """Its second test: the message 0x72."""
    seed = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    wanted = bytes.fromhex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                           "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
    assert signing.sign(seed, b"\x72") == public + wanted
    assert signing.check(public + wanted, b"\x72") == public


def test_a_key_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.key"
    public = signing.new_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert signing.public_key(signing.load_seed(path)) == public
    before = path.read_text()
    with pytest.raises(InputError, match="there is a key already"):
        signing.new_key(path)
    assert path.read_text() == before


@pytest.mark.parametrize("text", ["", "x\n" * 3, f"{signing.HEADING}\nsecret 00\npublic 00"])
def test_another_file_is_no_key(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.key"
    path.write_text(text)
    with pytest.raises(InputError, match="no key; run `autocoder key new`"):
        signing.load_seed(path)
    with pytest.raises(InputError, match="cannot be read"):
        signing.load_seed(tmp_path / "absent.key")


def test_without_the_library_the_fix_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "nacl.signing", None)
    monkeypatch.setitem(sys.modules, "nacl", None)
    with pytest.raises(ToolError, match=r"PyNaCl is missing.*pip install 'autocoder\[sign\]'"):
        signing.new_key(tmp_path / "a.key")


@given(st.text())
def test_any_name_becomes_one_that_the_module_shows(name: str) -> None:
    short = module_name(name)
    assert 0 < len(short) <= MODULE_NAME_BYTES
    assert short.decode().isprintable()


def test_a_name_keeps_its_characters_whole() -> None:
    assert module_name("bells") == b"bells"
    assert module_name("\n\t") == b"model"
    assert module_name("x" + "ö" * 40).decode() == "x" + "ö" * 15


@given(st.binary())
def test_a_string_literal_reads_back(content: bytes) -> None:
    literal = carray.text(content)
    assert literal.isascii() and literal.isprintable() and literal[0] == literal[-1] == '"'
    assert eval(f"b{literal}") == content  # Python reads octal escapes as C does


def test_the_command_packs_and_signs(autocoder: Callable[..., tuple[int, str, str]], key: Path,
                                     default_model: SessionModel, tmp_path: Path) -> None:
    path = tmp_path / "a.acb"
    code, printed, _ = autocoder("bundle", default_model.folder, "-o", path, "--encoder", "--key", key,
                                 "--json")
    said = json.loads(printed)
    found = read_bundle(path)
    assert code == 0 and said["bytes"] == path.stat().st_size and said["hash"] == found.hash.hex()
    assert found.key is not None and said["key"] == found.key.hex()
    code, _, error = autocoder("bundle", tmp_path / "absent", "-o", tmp_path / "b.acb")
    assert code == 2 and "no model there" in error and not (tmp_path / "b.acb").exists()


def test_a_gain_that_no_module_plays_is_refused(default_model: SessionModel, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(default_model.folder, tmp_path / "loud"))
    manifest = json.loads((folder / models.MANIFEST).read_text())
    (folder / models.MANIFEST).write_text(json.dumps(manifest | {"gain": 2000.0}))
    with pytest.raises(ModelError, match="a gain of 2000; the module takes"):
        bundle_bytes(folder)
