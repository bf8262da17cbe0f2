// SPDX-License-Identifier: MIT
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "boards/offline/offline_target.h"

int main(int argc, char** argv) {
  autocoder::FlushSubnormals();  // as on every board
  doctest::Context context(argc, argv);
  return context.run();
}
