// SPDX-License-Identifier: MIT
#include "kernels/tile_multiply_add.h"

#include <cstring>

namespace autocoder {
namespace {

// A vector of four floats in GCC's and Clang's notation, whatever the machine has for it.
typedef float Four __attribute__((vector_size(kTileBins * sizeof(float))));

Four Load(const float* values) {
  Four four;
  std::memcpy(&four, values, sizeof(four));
  return four;
}

// The four kinds of products are summed apart, so that no sum waits for another.
struct Products {
  Four re_re = {};
  Four im_im = {};
  Four re_im = {};
  Four im_re = {};

  void Add(const BinTile& h, const BinTile& x) {
    const Four h_re = Load(h.re);
    const Four h_im = Load(h.im);
    const Four x_re = Load(x.re);
    const Four x_im = Load(x.im);
    re_re += h_re * x_re;
    im_im += h_im * x_im;
    re_im += h_re * x_im;
    im_re += h_im * x_re;
  }
};

// Two partitions at a time, each into sums of its own.
struct Sums {
  Products even;
  Products odd;
};

inline Sums AddRun(const BinTile* h, const BinTile* x, size_t count, Sums sums) {
  size_t slot = 0;
  for (; slot + 1 < count; slot += 2) {
    sums.even.Add(h[slot], x[slot]);
    sums.odd.Add(h[slot + 1], x[slot + 1]);
  }
  if (slot < count) sums.even.Add(h[slot], x[slot]);
  return sums;
}

}  // namespace

void TileMultiplyAdd(const BinTile* response, const BinTile* ring, const RingSpan& span,
                     BinTile* sum) {
  Sums sums = AddRun(response, ring + span.oldest, span.before_wrap, {});
  sums = AddRun(response + span.before_wrap, ring, span.after_wrap, sums);
  const Products& even = sums.even;
  const Products& odd = sums.odd;
  const Four re = (even.re_re + odd.re_re) - (even.im_im + odd.im_im);
  const Four im = (even.re_im + odd.re_im) + (even.im_re + odd.im_re);
  std::memcpy(sum->re, &re, sizeof(re));
  std::memcpy(sum->im, &im, sizeof(im));
}

}  // namespace autocoder
