# SPDX-License-Identifier: MIT
"""Ed25519 keys and signatures of bundles, by PyNaCl, which the module's libsodium comes with."""

import contextlib
from pathlib import Path
from types import ModuleType

from autocoder.errors import InputError, ToolError, unwritable
from autocoder.installation import how_to_get

SEED_BYTES = 32
KEY_BYTES = 32
SIGNATURE_BYTES = KEY_BYTES + 64  # the public key before it
HEADING = "autocoder signing key: keep it secret"


def _library() -> ModuleType:
    try:
        import nacl.exceptions
        import nacl.signing
    except ImportError as error:
        raise ToolError(f"PyNaCl is missing, which signs models; {how_to_get('nacl')}") from error
    return nacl


def new_key(path: Path) -> bytes:
    """Make a key pair, write it to a file that only its owner can read, and return the public key.

    Raises InputError where there is a file already, or none can be made.
    """
    key = _library().signing.SigningKey.generate()
    public = bytes(key.verify_key)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x") as file:
            path.chmod(0o600)
            file.write(f"{HEADING}\nsecret {bytes(key).hex()}\npublic {public.hex()}\n")
    except FileExistsError as error:
        raise InputError(f"{path}: there is a key already, which a new one would make worthless; choose "
                         "another file") from error
    except OSError as error:
        with contextlib.suppress(OSError):  # half a key would be taken for one
            path.unlink()
        raise unwritable(path, error) from error
    return public


def load_seed(path: Path) -> bytes:
    """Return the secret half of a key pair. Raises InputError where the file is no key."""
    try:
        heading, secret, public = path.read_text(encoding="utf-8-sig").splitlines()
        seed = bytes.fromhex(secret.removeprefix("secret "))
        if heading != HEADING or len(seed) != SEED_BYTES or public != f"public {public_key(seed).hex()}":
            raise ValueError("another file")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); run `autocoder key new -o {path}`"
                         ) from error
    except ValueError as error:
        raise InputError(f"{path}: no key; run `autocoder key new` for a new one") from error
    return seed


def public_key(seed: bytes) -> bytes:
    """Return the public half of a key pair."""
    return bytes(_library().signing.SigningKey(seed).verify_key)


def sign(seed: bytes, digest: bytes) -> bytes:
    """Return the public key and the signature of a digest."""
    key = _library().signing.SigningKey(seed)
    return bytes(key.verify_key) + bytes(key.sign(digest).signature)


def check(signature: bytes, digest: bytes) -> bytes:
    """Return the public key of a digest's signature. Raises ValueError where it is not the digest's."""
    nacl = _library()
    if len(signature) != SIGNATURE_BYTES:
        raise ValueError("a signature of another size")
    key = signature[:KEY_BYTES]
    try:
        nacl.signing.VerifyKey(key).verify(digest, signature[KEY_BYTES:])
    except nacl.exceptions.BadSignatureError as error:
        raise ValueError("a signature that is not its own") from error
    return key
