# SPDX-License-Identifier: MIT
"""A model's upload form, one file NAME.acb; firmware/bundle/format.h says what stands where."""

import hashlib
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from autocoder import spec
from autocoder.atomic import replacing
from autocoder.bake import signing, tables
from autocoder.bake.bake import encoder_of, load_slot
from autocoder.bake.names import MODULE_NAME_BYTES, module_name
from autocoder.errors import ModelError
from autocoder.shipped import BUNDLE_SUFFIX
from autocoder.vae.mistaken import mistaken

Int8Array = npt.NDArray[np.int8]

MAGIC = b"ACB\n"
VERSION = 1
ALIGNMENT = 16
OPTIONAL = 1
HEAD = struct.Struct("<4sHHII")  # magic, version, 0, size of the file, 0
SECTION = struct.Struct("<4sIII")  # type, flags, bytes, their CRC-32
END = struct.Struct("<I")
INFO = struct.Struct(f"<HHIfffB{MODULE_NAME_BYTES}s")
GOLDEN = struct.Struct(f"<{spec.LATENTS}sI")
KNOWN = (b"INFO", b"DECO", b"GOLD", b"ENCO", b"BACK", b"SIGN")
LOWEST_GAIN, HIGHEST_GAIN = 1e-3, 1e3
HASH_BYTES = 32
DIGEST_BYTES = 64


@dataclass(frozen=True)
class BundleFile:
    """What a bundle holds.

    golden: int8 [GOLDEN_VECTORS, latents], and the CRC-32 of the mel frame of each
    encoder, encoded: None without one; encoded: latents of those mel frames, like golden
    key: public key of whoever signed it, None where nobody did; the signature has been checked
    content: the file's bytes
    """

    name: str
    gain: float
    decoder: bytes
    golden: Int8Array
    checksums: list[int]
    encoder: bytes | None
    encoded: Int8Array | None
    key: bytes | None
    content: bytes

    @property
    def hash(self) -> bytes:
        """What the module knows the bundle by."""
        return bundle_hash(self.content)


def bundle_hash(content: bytes) -> bytes:
    """Return the BLAKE2b by which host and module tell bundles apart."""
    return hashlib.blake2b(content, digest_size=HASH_BYTES).digest()


def bundle_bytes(folder: Path, encoder: bool = False, key: Path | None = None) -> bytes:
    """Return the bundle of a model folder; key: the file of a key pair to sign it with.

    Equal models give equal bytes. Raises ModelError as `bake_model` does, and for a gain beyond the module's.
    """
    slot = load_slot(folder)
    if not LOWEST_GAIN <= slot.manifest.gain <= HIGHEST_GAIN:
        raise ModelError(f"{folder}: a gain of {slot.manifest.gain:g}; the module takes {LOWEST_GAIN:g} to "
                         f"{HIGHEST_GAIN:g}; run `autocoder quantize {folder}` again")
    name = module_name(slot.manifest.name)
    info = INFO.pack(spec.LATENTS, spec.MEL_BANDS, spec.SAMPLE_RATE_HZ, spec.FLOOR_DB, spec.SIGMOID_MARGIN_DB,
                     slot.manifest.gain, len(name), name)
    rows = zip(slot.golden.latents, tables.golden_checksums(slot.golden.mel), strict=True)
    golden = [GOLDEN.pack(latents.tobytes(), crc32) for latents, crc32 in rows][:spec.GOLDEN_VECTORS]
    sections = [(b"INFO", info), (b"DECO", slot.decoder), (b"GOLD", b"".join(golden))]
    if encoder:
        path = encoder_of(folder, slot.manifest, slot.golden)
        assert slot.golden.encoded is not None  # encoder_of saw it
        sections += [(b"ENCO", path.read_bytes()), (b"BACK", slot.golden.encoded.tobytes())]
    return assemble(sections, None if key is None else signing.load_seed(key))


def assemble(sections: list[tuple[bytes, bytes]], seed: bytes | None = None, version: int = VERSION,
             flags: int = 0) -> bytes:
    """Return the file of these sections, signed where there is the secret half of a key pair."""
    body = b"".join(_section(kind, content, flags) for kind, content in sections)
    signature_bytes = 0 if seed is None else len(_section(b"SIGN", bytes(signing.SIGNATURE_BYTES)))
    size = HEAD.size + len(body) + signature_bytes + END.size
    file = HEAD.pack(MAGIC, version, 0, size, 0) + body
    if seed is not None:
        file += _section(b"SIGN", signing.sign(seed, _digest(file)))
    return file + END.pack(zlib.crc32(file))


def _section(kind: bytes, content: bytes, flags: int = 0) -> bytes:
    filled = content + bytes(-len(content) % ALIGNMENT)
    return SECTION.pack(kind, flags, len(content), zlib.crc32(content)) + filled


def _digest(signed: bytes) -> bytes:
    """Return what is signed of these bytes: short, so that a module can check it in pieces."""
    return hashlib.blake2b(signed, digest_size=DIGEST_BYTES).digest()


def write_bundle(folder: Path, path: Path, encoder: bool = False, key: Path | None = None) -> BundleFile:
    """Write the bundle of a model folder, as `bundle_bytes` makes it, and return what it holds."""
    content = bundle_bytes(folder, encoder, key)
    with replacing(path) as temporary:
        temporary.write_bytes(content)
    return parse_bundle(content, path)


def read_bundle(path: Path) -> BundleFile:
    """Read and check a bundle. Raises ModelError where it is missing, damaged or not for this module."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror}); run `autocoder bundle` first"
                         ) from error
    if not content.startswith(MAGIC):
        raise ModelError(f"{path}: {mistaken(path)}")
    return parse_bundle(content, path)


def is_bundle(path: Path) -> bool:
    """Whether a file is meant as a bundle: by its suffix, or by how it begins under another name."""
    if path.suffix == BUNDLE_SUFFIX:
        return True
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def parse_bundle(content: bytes, path: Path) -> BundleFile:
    """Return what a bundle's bytes hold; path: where they are from. Raises ModelError as `read_bundle` does.

    The networks are not run: the module proves on itself that it computes them.
    """
    try:
        found, signed = sections_of(content)
        return _contents(found, content, signed)
    except (ValueError, LookupError, struct.error) as error:
        raise ModelError(f"{path}: no bundle that this program can read ({error}); make it again with "
                         "`autocoder bundle`") from error


def sections_of(content: bytes) -> tuple[dict[bytes, bytes], bytes]:
    """Return a bundle's known sections by type, and the bytes before its signature or its end.

    Raises ValueError or struct.error for what is none.
    """
    magic, version, _, size, _ = HEAD.unpack_from(content)
    end = len(content) - END.size
    _check(magic == MAGIC, "it begins differently")
    _check(version == VERSION, f"it is of format {version}, this program reads {VERSION}")
    _check(size == len(content) and end % ALIGNMENT == 0, "truncated")
    _check(END.unpack_from(content, end)[0] == zlib.crc32(content[:end]), "wrong checksum")
    found: dict[bytes, bytes] = {}
    at, signed = HEAD.size, end
    while at < end:
        kind, flags, count, crc32 = SECTION.unpack_from(content, at)
        first = at + SECTION.size
        _check(count <= end - first and b"SIGN" not in found and kind not in found, "a section out of place")
        _check(zlib.crc32(content[first:first + count]) == crc32, "wrong checksum of a section")
        _check(kind in KNOWN or bool(flags & OPTIONAL), "a section of a later version")
        if kind in KNOWN:
            found[kind] = content[first:first + count]
        signed = at if kind == b"SIGN" else signed
        at = first + count + -count % ALIGNMENT
    return found, content[:signed]


def _contents(found: dict[bytes, bytes], content: bytes, signed: bytes) -> BundleFile:
    latents, bands, rate_hz, floor_db, margin_db, gain, length, name = INFO.unpack(found[b"INFO"])
    _check((latents, bands, rate_hz) == (spec.LATENTS, spec.MEL_BANDS, spec.SAMPLE_RATE_HZ)
           and (floor_db, margin_db) == (spec.FLOOR_DB, spec.SIGMOID_MARGIN_DB), "other sizes")
    _check(LOWEST_GAIN <= gain <= HIGHEST_GAIN, f"a gain of {gain:g}")
    _check(0 < length <= MODULE_NAME_BYTES and name[:length].decode().isprintable(), "no name")
    golden = list(GOLDEN.iter_unpack(found[b"GOLD"]))
    _check(len(golden) == spec.GOLDEN_VECTORS, "other golden vectors")
    _check((b"ENCO" in found) == (b"BACK" in found), "half an encoder")
    encoded = _rows(found[b"BACK"]) if b"BACK" in found else None
    key = signing.check(found[b"SIGN"], _digest(signed)) if b"SIGN" in found else None
    return BundleFile(name[:length].decode(), gain, found[b"DECO"],
                      _rows(b"".join(latents for latents, _ in golden)), [crc32 for _, crc32 in golden],
                      found.get(b"ENCO"), encoded, key, content)


def _rows(content: bytes) -> Int8Array:
    return np.frombuffer(content, dtype=np.int8).reshape(spec.GOLDEN_VECTORS, spec.LATENTS)


def _check(holds: bool, reason: str) -> None:
    if not holds:
        raise ValueError(reason)
