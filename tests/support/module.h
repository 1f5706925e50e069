/**
   A module under test as the engine has it: laid out in a block of its own,
   run on the grid of ticks, in pieces of any length.

   Units:   rate Hz, n frames.
   Fails:   a variant that is not there, a lack of memory and a layout that
            fails fail the test.
*/
#ifndef DALA_TESTS_SUPPORT_MODULE_H
#define DALA_TESTS_SUPPORT_MODULE_H

#include "plugin/dsp/arena.h"
#include "plugin/dsp/config.h"
#include "plugin/engine/engine.h"
#include "tests/support/check.h"
#include "tests/support/signals.h"

#include <stddef.h>
#include <stdint.h>

/// The configuration for a rate; `variant` NULL: the widest kernels.
DalaConfig
test_config(double rate, const char* variant);

/// A block of the size that the arena has measured, full of rubbish, which the
/// arena carves from now on. To be freed.
void*
test_arena_block(DalaArena* arena);

/// Lay the module dala_NAME at `self` out in a block, which `block` is set to
/// and is to be freed.
#define test_lay_out(NAME, self, cfg, block)                                   \
  do {                                                                         \
    DalaArena arena_;                                                          \
    dala_arena_measure(&arena_);                                               \
    dala_##NAME##_layout(self, cfg, &arena_);                                  \
    (block) = test_arena_block(&arena_);                                       \
    dala_##NAME##_layout(self, cfg, &arena_);                                  \
    assert_int_equal(dala_arena_status(&arena_), DALA_STATUS_OK);              \
  } while (0)

/// Prepare an engine, mono in; returns its block, to be freed.
void*
test_engine_open(DalaEngine* engine, double rate);

/// How many of n frames to process next, from `frame` of a tick on: to the end
/// of the tick or of n, or some of that if there is a generator.
uint32_t
test_piece(uint32_t frame, size_t n, TestRng* rng);

#endif // DALA_TESTS_SUPPORT_MODULE_H
