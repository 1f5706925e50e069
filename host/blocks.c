#include "host/blocks.h"

void
host_blocks_fixed(HostBlocks* self, uint32_t frames)
{
  self->is_random = false;
  self->frames    = frames;
  self->state     = 0;
}

void
host_blocks_random(HostBlocks* self, uint64_t seed)
{
  self->is_random = true;
  self->frames    = HOST_LARGEST_RANDOM_BLOCK;
  self->state     = seed;
}

/** SplitMix64: Steele, Lea, Flood, "Fast splittable PRNGs", 2014. */
static uint64_t
next_random(uint64_t* state)
{
  uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
  z          = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z          = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  return z ^ (z >> 31);
}

uint32_t
host_blocks_next(HostBlocks* self)
{
  if (!self->is_random) {
    return self->frames;
  }
  // An octave from 1 to 8192, then a size in it: a plain uniform choice
  // would hardly ever try the short blocks, where plugins go wrong
  const uint64_t random = next_random(&self->state);
  const uint32_t octave = (uint32_t)(random % 14u);
  const uint32_t lowest = 1u << octave;
  const uint32_t size   = lowest + ((uint32_t)(random >> 32) & (lowest - 1u));
  return (size > self->frames) ? self->frames : size;
}

bool
host_blocks_are_even(const HostBlocks* self, bool pow2)
{
  return !self->is_random && !(pow2 && (self->frames & (self->frames - 1u)));
}
