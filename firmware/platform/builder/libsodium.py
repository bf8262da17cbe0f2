# SPDX-License-Identifier: MIT
"""The part of libsodium that firmware/bundle uses, as a static library: BLAKE2b, and checks of Ed25519."""

import os

Import("env", "sources_of", "static_library")  # noqa: F821 - SCons provides Import and Return

SOURCES = (
    "crypto_core/ed25519/ref10/ed25519_ref10.c",
    "crypto_generichash/blake2b/ref/blake2b-compress-ref.c",
    "crypto_generichash/blake2b/ref/blake2b-ref.c",
    "crypto_generichash/blake2b/ref/generichash_blake2b.c",
    "crypto_hash/sha512/cp/hash_sha512_cp.c",
    "crypto_sign/ed25519/ref10/open.c",
    "crypto_sign/ed25519/ref10/sign.c",
    "crypto_verify/verify.c",
    "sodium/core.c",
    "sodium/utils.c",
)
# Without the first it warns that nobody has configured it; with the second it brings in no stdio.
DEFINES = ["CONFIGURED=1", "NDEBUG"]

root = sources_of("libsodium", "src/libsodium/" + SOURCES[0])  # noqa: F821
folder = os.path.join(root, "src", "libsodium")
include = os.path.join(folder, "include")
includes = [include, os.path.join(include, "sodium")]
library = static_library("libsodium", folder, SOURCES, includes, DEFINES)  # noqa: F821
Return("library")  # noqa: F821
