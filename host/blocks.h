#ifndef HOST_BLOCKS_H
#define HOST_BLOCKS_H

#include <stdbool.h>
#include <stdint.h>

/** Frames per block unless the user says otherwise. */
#define HOST_DEFAULT_BLOCK 256u

/** Largest block that can be asked for. */
#define HOST_LARGEST_BLOCK 65536u

/** Largest block of a random sequence: what Ardour declares. */
#define HOST_LARGEST_RANDOM_BLOCK 8192u

/** A sequence of block sizes: all the same, or random from a seed. */
typedef struct {
  bool     is_random;
  uint32_t frames; /* the size, or the largest */
  uint64_t state;  /* of the random numbers */
} HostBlocks;

/** All blocks have `frames` frames. */
void
host_blocks_fixed(HostBlocks* self, uint32_t frames);

/** Sizes from 1 to 8192, small and large ones equally often per octave. */
void
host_blocks_random(HostBlocks* self, uint64_t seed);

/** True if all blocks have one size, which with `pow2` is a power of two. */
bool
host_blocks_are_even(const HostBlocks* self, bool pow2);

/** Size of the next block in frames. */
uint32_t
host_blocks_next(HostBlocks* self);

#endif
