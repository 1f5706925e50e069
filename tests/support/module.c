#include "tests/support/module.h"

#include "plugin/dsp/kernels/kernels.h"

#include <stdlib.h>
#include <string.h>

DalaConfig
test_config(const double rate, const char* const variant)
{
  const DalaConfig cfg = {
    .rate    = rate,
    .kernels = variant ? dala_kernels_by_name(variant) : dala_kernels_select(),
  };
  assert_non_null(cfg.kernels);
  return cfg;
}

void*
test_arena_block(DalaArena* const arena)
{
  const size_t size  = arena->used;
  void* const  block = aligned_alloc(DALA_ARENA_ALIGN, size);
  assert_non_null(block);
  memset(block, 0xA5, size);
  dala_arena_init(arena, block, size);
  return block;
}

void*
test_engine_open(DalaEngine* const engine, const double rate)
{
  const DalaConfig cfg = test_config(rate, NULL);
  void*            block;
  memset(engine, 0, sizeof *engine); // as the shell hands it over
  test_lay_out(engine, engine, &cfg, block);
  dala_engine_prepare(engine, &cfg, false);
  return block;
}

uint32_t
test_piece(const uint32_t frame, const size_t n, TestRng* const rng)
{
  const uint32_t room = DALA_TICK - frame;
  const uint32_t most = n < room ? (uint32_t)n : room;
  return rng ? 1U + test_rng_u32(rng) % most : most;
}
