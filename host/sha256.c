#include "host/sha256.h"

#include <stdio.h>
#include <string.h>

/** Fractional parts of the cube roots of the first 64 primes. */
static const uint32_t k[64] = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
  0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
  0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
  0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
  0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
  0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t
turned(uint32_t x, unsigned by)
{
  return (x >> by) | (x << (32u - by));
}

void
host_sha256_begin(HostSha256* self)
{
  // Fractional parts of the square roots of the first 8 primes
  static const uint32_t start[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372,
                                     0xa54ff53a, 0x510e527f, 0x9b05688c,
                                     0x1f83d9ab, 0x5be0cd19 };
  memcpy(self->state, start, sizeof(start));
  self->n_bytes = 0;
}

static void
take_block(HostSha256* self, const unsigned char* bytes)
{
  uint32_t w[64];
  uint32_t s[8];
  for (size_t i = 0; i < 16; ++i) {
    w[i] = (uint32_t)bytes[4 * i] << 24 | (uint32_t)bytes[4 * i + 1] << 16 |
           (uint32_t)bytes[4 * i + 2] << 8 | (uint32_t)bytes[4 * i + 3];
  }
  for (size_t i = 16; i < 64; ++i) {
    const uint32_t a = w[i - 15];
    const uint32_t b = w[i - 2];
    w[i] = w[i - 16] + (turned(a, 7) ^ turned(a, 18) ^ (a >> 3)) + w[i - 7] +
           (turned(b, 17) ^ turned(b, 19) ^ (b >> 10));
  }
  memcpy(s, self->state, sizeof(s));
  for (size_t i = 0; i < 64; ++i) {
    const uint32_t e   = s[4];
    const uint32_t a   = s[0];
    const uint32_t one = s[7] + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) +
                         ((e & s[5]) ^ (~e & s[6])) + k[i] + w[i];
    const uint32_t other = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) +
                           ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));
    memmove(s + 1, s, 7 * sizeof(s[0]));
    s[4] += one;
    s[0] = one + other;
  }
  for (size_t i = 0; i < 8; ++i) {
    self->state[i] += s[i];
  }
}

void
host_sha256_add(HostSha256* self, const void* bytes, size_t size)
{
  const unsigned char* from = (const unsigned char*)bytes;
  while (size) {
    const size_t at   = (size_t)(self->n_bytes % 64u);
    const size_t part = (size < 64u - at) ? size : 64u - at;
    memcpy(self->block + at, from, part);
    self->n_bytes += part;
    from += part;
    size -= part;
    if (at + part == 64u) {
      take_block(self, self->block);
    }
  }
}

void
host_sha256_end(HostSha256* self, char text[65])
{
  const uint64_t      n_bits = 8u * self->n_bytes;
  const unsigned char one    = 0x80;
  const unsigned char zero   = 0;
  unsigned char       length[8];
  for (size_t i = 0; i < 8; ++i) {
    length[i] = (unsigned char)(n_bits >> (56u - 8u * i));
  }
  host_sha256_add(self, &one, 1);
  while (self->n_bytes % 64u != 56u) {
    host_sha256_add(self, &zero, 1);
  }
  host_sha256_add(self, length, sizeof(length));
  for (size_t i = 0; i < 8; ++i) {
    snprintf(text + 8 * i, 9, "%08x", (unsigned)self->state[i]);
  }
}
