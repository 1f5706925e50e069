#include "plugin/dsp/arena.h"
#include "tests/support/check.h"
#include "tests/support/signals.h"

#include <stdalign.h>
#include <string.h>

#define PIECES 20U
#define BYTES 65536U

typedef struct {
  size_t count[PIECES];
  size_t size[PIECES];
} Request;

static alignas(DALA_ARENA_ALIGN) unsigned char memory[BYTES];

/// Pieces of odd sizes, some of them empty.
static Request
request(const uint64_t seed)
{
  static const size_t sizes[] = { 1U, 2U, 4U, 8U, 12U, 40U };
  Request             r;
  TestRng             rng = test_rng(seed);
  for (size_t i = 0; i < PIECES; i++) {
    r.count[i] = test_rng_u32(&rng) % 40U;
    r.size[i]  = sizes[test_rng_u32(&rng) % 6U];
  }
  return r;
}

/// Take every piece; returns what is used. `at` may be NULL.
static size_t
take_all(DalaArena* const arena, const Request* const r, void** const at)
{
  for (size_t i = 0; i < PIECES; i++) {
    void* const piece = dala_arena_take(arena, r->count[i], r->size[i]);
    if (at) {
      at[i] = piece;
    }
  }
  return arena->used;
}

static void
test_arena_measures_what_it_carves(void** const state)
{
  (void)state;
  for (uint64_t seed = 1; seed < 100U; seed++) {
    const Request r = request(seed);
    DalaArena     arena;
    dala_arena_measure(&arena);
    const size_t bytes = take_all(&arena, &r, NULL);
    assert_int_equal(dala_arena_status(&arena), DALA_STATUS_OK);
    dala_arena_init(&arena, memory, bytes); // fits to the byte
    assert_int_equal(take_all(&arena, &r, NULL), bytes);
    assert_int_equal(dala_arena_status(&arena), DALA_STATUS_OK);
  }
}

static void
test_arena_measuring_hands_out_nothing(void** const state)
{
  (void)state;
  const Request r = request(3U);
  void*         at[PIECES];
  DalaArena     arena;
  dala_arena_measure(&arena);
  take_all(&arena, &r, at);
  for (size_t i = 0; i < PIECES; i++) {
    assert_null(at[i]);
  }
}

static void
test_arena_pieces_are_aligned_and_do_not_overlap(void** const state)
{
  (void)state;
  const Request r = request(5U);
  void*         at[PIECES];
  DalaArena     arena;
  dala_arena_init(&arena, memory, BYTES);
  memset(memory, 0, BYTES);
  take_all(&arena, &r, at);
  for (size_t i = 0; i < PIECES; i++) {
    assert_int_equal((uintptr_t)at[i] % DALA_ARENA_ALIGN, 0);
    memset(at[i], (int)i + 1, r.count[i] * r.size[i]);
  }
  for (size_t i = 0; i < PIECES; i++) {
    const unsigned char* const piece = at[i];
    for (size_t k = 0; k < r.count[i] * r.size[i]; k++) {
      assert_int_equal(piece[k], i + 1U);
    }
  }
  for (size_t k = arena.used; k < BYTES; k++) {
    assert_int_equal(memory[k], 0);
  }
}

static void
test_arena_fails_at_each_allocation_in_turn_and_stays_failed(void** const state)
{
  (void)state;
  Request r = request(7U);
  for (size_t broken = 0; broken < PIECES; broken++) {
    void*     at[PIECES];
    DalaArena arena;
    r.count[broken] += 1U; // never empty
    dala_arena_measure(&arena);
    for (size_t i = 0; i <= broken; i++) {
      dala_arena_take(&arena, r.count[i], r.size[i]);
    }
    // One byte less than piece `broken` needs
    dala_arena_init(&arena, memory, arena.used - 1U);
    take_all(&arena, &r, at);
    assert_int_equal(dala_arena_status(&arena), DALA_STATUS_NO_MEM);
    for (size_t i = 0; i < PIECES; i++) {
      assert_true(i < broken ? at[i] != NULL : at[i] == NULL);
    }
  }
}

static void
test_arena_notices_sizes_that_overflow(void** const state)
{
  (void)state;
  static const size_t huge[][2] = {
    { SIZE_MAX, 2U },           { 2U, SIZE_MAX },
    { SIZE_MAX, 1U },           { SIZE_MAX / 2U + 1U, 2U },
    { SIZE_MAX / 4U + 2U, 4U }, { SIZE_MAX, SIZE_MAX },
  };
  for (size_t i = 0; i < sizeof huge / sizeof huge[0]; i++) {
    for (int real = 0; real < 2; real++) {
      DalaArena arena;
      if (real) {
        dala_arena_init(&arena, memory, BYTES);
      } else {
        dala_arena_measure(&arena);
      }
      assert_null(dala_arena_take(&arena, huge[i][0], huge[i][1]));
      assert_int_equal(dala_arena_status(&arena), DALA_STATUS_NO_MEM);
      assert_int_equal(arena.used, 0);
    }
  }
}

static void
test_arena_notices_a_sum_that_overflows_while_measuring(void** const state)
{
  (void)state;
  DalaArena arena;
  dala_arena_measure(&arena);
  dala_arena_take(&arena, SIZE_MAX / 2U, 1U);
  assert_int_equal(dala_arena_status(&arena), DALA_STATUS_OK);
  dala_arena_take(&arena, SIZE_MAX / 2U, 1U);
  dala_arena_take(&arena, SIZE_MAX / 2U, 1U);
  assert_int_equal(dala_arena_status(&arena), DALA_STATUS_NO_MEM);
}

static void
test_arena_takes_empty_pieces(void** const state)
{
  (void)state;
  DalaArena arena;
  dala_arena_init(&arena, memory, 0U);
  dala_arena_take(&arena, 0U, 8U);
  dala_arena_take(&arena, 8U, 0U);
  assert_int_equal(dala_arena_status(&arena), DALA_STATUS_OK);
  assert_int_equal(arena.used, 0);
  assert_null(dala_arena_take(&arena, 1U, 1U));
  assert_int_equal(dala_arena_status(&arena), DALA_STATUS_NO_MEM);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_arena_measures_what_it_carves),
    cmocka_unit_test(test_arena_measuring_hands_out_nothing),
    cmocka_unit_test(test_arena_pieces_are_aligned_and_do_not_overlap),
    cmocka_unit_test(
      test_arena_fails_at_each_allocation_in_turn_and_stays_failed),
    cmocka_unit_test(test_arena_notices_sizes_that_overflow),
    cmocka_unit_test(test_arena_notices_a_sum_that_overflows_while_measuring),
    cmocka_unit_test(test_arena_takes_empty_pieces),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
