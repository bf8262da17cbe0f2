// SPDX-License-Identifier: MIT
// Stockham's transform: radix-4 passes from one buffer to another, which leave the bins in order.
// Between the passes real and imaginary parts lie apart, four samples to a vector.
#include "fft/half_fft.h"

#include <cmath>
#include <cstring>

namespace autocoder {
namespace {

constexpr size_t kLanes = 4;
constexpr size_t kMost = HalfFft::kMostSamples;

typedef float Four __attribute__((vector_size(kLanes * sizeof(float))));

struct Apart {
  float re[kMost];
  float im[kMost];
};

struct Bin {
  Four re;
  Four im;
};

// The parts of a pass are told to be inlined, or half the time would go into passing vectors on.

Four Load(const float* values) {
  Four four;
  std::memcpy(&four, values, sizeof(four));
  return four;
}

void Store(Four four, float* values) { std::memcpy(values, &four, sizeof(four)); }

Bin Load(const Apart& buffer, size_t at) { return {Load(buffer.re + at), Load(buffer.im + at)}; }

void Store(const Bin& bin, Apart* buffer, size_t at) {
  Store(bin.re, buffer->re + at);
  Store(bin.im, buffer->im + at);
}

[[gnu::always_inline]] inline Bin LoadAlternating(const float* samples) {
  const Four low = Load(samples);
  const Four high = Load(samples + kLanes);
  return {__builtin_shufflevector(low, high, 0, 2, 4, 6),
          __builtin_shufflevector(low, high, 1, 3, 5, 7)};
}

[[gnu::always_inline]] inline void StoreAlternating(const Bin& bin, float* samples) {
  Store(__builtin_shufflevector(bin.re, bin.im, 0, 4, 1, 5), samples);
  Store(__builtin_shufflevector(bin.re, bin.im, 2, 6, 3, 7), samples + kLanes);
}

[[gnu::always_inline]] inline Bin Sum(const Bin& a, const Bin& b) {
  return {a.re + b.re, a.im + b.im};
}

[[gnu::always_inline]] inline Bin Difference(const Bin& a, const Bin& b) {
  return {a.re - b.re, a.im - b.im};
}

[[gnu::always_inline]] inline Bin Product(const Bin& a, Four re, Four im) {
  return {a.re * re - a.im * im, a.re * im + a.im * re};
}

// Members rather than an array, which compilers keep in registers at every level of optimization.
struct Quad {
  Bin a;
  Bin b;
  Bin c;
  Bin d;
};

// A transform of four in each lane.
[[gnu::always_inline]] inline Quad TransformFour(const Quad& in) {
  const Bin even = Sum(in.a, in.c);
  const Bin odd = Sum(in.b, in.d);
  const Bin x = Difference(in.a, in.c);
  const Bin y = Difference(in.b, in.d);
  return {Sum(even, odd),
          {x.re + y.im, x.im - y.re},
          Difference(even, odd),
          {x.re - y.im, x.im + y.re}};
}

// Lane i of rows k becomes lane k of row i.
[[gnu::always_inline]] inline void StoreTransposed(Four r0, Four r1, Four r2, Four r3, float* out) {
  const Four low01 = __builtin_shufflevector(r0, r1, 0, 4, 1, 5);
  const Four low23 = __builtin_shufflevector(r2, r3, 0, 4, 1, 5);
  const Four high01 = __builtin_shufflevector(r0, r1, 2, 6, 3, 7);
  const Four high23 = __builtin_shufflevector(r2, r3, 2, 6, 3, 7);
  Store(__builtin_shufflevector(low01, low23, 0, 1, 4, 5), out);
  Store(__builtin_shufflevector(low01, low23, 2, 3, 6, 7), out + kLanes);
  Store(__builtin_shufflevector(high01, high23, 0, 1, 4, 5), out + 2 * kLanes);
  Store(__builtin_shufflevector(high01, high23, 2, 3, 6, 7), out + 3 * kLanes);
}

// Of the first pass: for each four of n / 4 positions, real and imaginary part of the position's
// turn, of its square and of its cube.
constexpr size_t kTurnFloats = 6;

const float* FirstPass(const float* samples, size_t n, const float* turns, Apart* out) {
  const size_t quarter = n / 4;
  for (size_t p = 0; p < quarter; p += kLanes, turns += kTurnFloats * kLanes) {
    const float* in = samples + 2 * p;
    const Quad quad = TransformFour({LoadAlternating(in), LoadAlternating(in + 2 * quarter),
                                     LoadAlternating(in + 4 * quarter),
                                     LoadAlternating(in + 6 * quarter)});
    const auto turn = [turns](size_t i) { return Load(turns + i * kLanes); };
    const Bin b = Product(quad.b, turn(0), turn(1));
    const Bin c = Product(quad.c, turn(2), turn(3));
    const Bin d = Product(quad.d, turn(4), turn(5));
    StoreTransposed(quad.a.re, b.re, c.re, d.re, out->re + 4 * p);
    StoreTransposed(quad.a.im, b.im, c.im, d.im, out->im + 4 * p);
  }
  return turns;
}

// `stride` interleaved transforms of n, each position with one set of turns.
const float* MiddlePass(const Apart& in, size_t n, size_t stride, const float* turns, Apart* out) {
  const size_t apart = stride * n / 4;
  for (size_t p = 0; p < n / 4; ++p, turns += kTurnFloats) {
    const auto turn = [turns](size_t i) { return Four{} + turns[i]; };
    const Four turn_b[2] = {turn(0), turn(1)};
    const Four turn_c[2] = {turn(2), turn(3)};
    const Four turn_d[2] = {turn(4), turn(5)};
    for (size_t q = 0; q < stride; q += kLanes) {
      const size_t from = q + stride * p;
      const Quad quad = TransformFour({Load(in, from), Load(in, from + apart),
                                       Load(in, from + 2 * apart), Load(in, from + 3 * apart)});
      const size_t to = q + stride * 4 * p;
      Store(quad.a, out, to);
      Store(Product(quad.b, turn_b[0], turn_b[1]), out, to + stride);
      Store(Product(quad.c, turn_c[0], turn_c[1]), out, to + 2 * stride);
      Store(Product(quad.d, turn_d[0], turn_d[1]), out, to + 3 * stride);
    }
  }
  return turns;
}

void LastPassOfFour(const Apart& in, size_t stride, float* samples) {
  for (size_t q = 0; q < stride; q += kLanes) {
    const Quad quad = TransformFour({Load(in, q), Load(in, q + stride), Load(in, q + 2 * stride),
                                     Load(in, q + 3 * stride)});
    float* out = samples + 2 * q;
    StoreAlternating(quad.a, out);
    StoreAlternating(quad.b, out + 2 * stride);
    StoreAlternating(quad.c, out + 4 * stride);
    StoreAlternating(quad.d, out + 6 * stride);
  }
}

void LastPassOfTwo(const Apart& in, size_t stride, float* samples) {
  for (size_t q = 0; q < stride; q += kLanes) {
    const Bin first = Load(in, q);
    const Bin second = Load(in, q + stride);
    StoreAlternating(Sum(first, second), samples + 2 * q);
    StoreAlternating(Difference(first, second), samples + 2 * (q + stride));
  }
}

// `lanes` positions beside each other, in the order in which the passes read them.
float* FillTurns(size_t n, size_t lanes, float* turns) {
  for (size_t p = 0; p < n / 4; ++p) {
    float* set = turns + p / lanes * kTurnFloats * lanes + p % lanes;
    for (size_t k = 1; k < 4; ++k) {
      const float angle = -6.28318531f * static_cast<float>(k * p) / static_cast<float>(n);
      set[(2 * k - 2) * lanes] = std::cos(angle);
      set[(2 * k - 1) * lanes] = std::sin(angle);
    }
  }
  return turns + n / 4 * kTurnFloats;
}

}  // namespace

// All passes together need less than the two floats per sample that there are.
Status HalfFft::Init(size_t size, float* twiddles, uint16_t*) {
  if (!IsHalfSize(size)) return Status::kBadTransformSize;
  size_ = size;
  twiddles_ = twiddles;
  float* turns = FillTurns(size, kLanes, twiddles);
  for (size_t n = size / 4; n > 4; n /= 4) turns = FillTurns(n, 1, turns);
  return Status::kOk;
}

void HalfFft::Forward(float* samples) const {
  Apart buffers[2];
  const float* turns = FirstPass(samples, size_, twiddles_, &buffers[0]);
  size_t current = 0;
  size_t n = size_ / 4;
  size_t stride = 4;
  for (; n > 4; n /= 4, stride *= 4) {
    turns = MiddlePass(buffers[current], n, stride, turns, &buffers[1 - current]);
    current = 1 - current;
  }
  if (n == 4) return LastPassOfFour(buffers[current], stride, samples);
  LastPassOfTwo(buffers[current], stride, samples);
}

}  // namespace autocoder
