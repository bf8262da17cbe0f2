// SPDX-License-Identifier: MIT
#include "bundle/hash.h"

#include <sodium/crypto_generichash_blake2b.h>

namespace autocoder {
namespace {

using State = crypto_generichash_blake2b_state;

}  // namespace

// The library refuses only sizes that it does not have.
void Hash::Begin(size_t bytes) {
  static_assert(sizeof(State) == sizeof(state_) && alignof(State) <= 64);
  bytes_ = bytes;
  crypto_generichash_blake2b_init(reinterpret_cast<State*>(state_), nullptr, 0, bytes_);
}

void Hash::Add(const void* data, size_t size) {
  const auto* bytes = static_cast<const unsigned char*>(data);
  crypto_generichash_blake2b_update(reinterpret_cast<State*>(state_), bytes, size);
}

void Hash::End(uint8_t* hash) {
  crypto_generichash_blake2b_final(reinterpret_cast<State*>(state_), hash, bytes_);
}

}  // namespace autocoder
