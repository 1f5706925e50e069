/**
   Watches run() from its first call on, in a child process that loads the
   plugin anew, so that no page of it is warm and a seccomp filter may stay.

   The child feeds a looped violin in blocks of random length, moves every
   control at random and sends MIDI and positions. All of that makes no system
   call; between the calls of run() nothing is watched but system calls.

   Not for the sanitizers.
*/
#ifndef DALA_TESTS_SUPPORT_LV2_WATCH_H
#define DALA_TESTS_SUPPORT_LV2_WATCH_H

#include "tests/support/lv2/traps.h"

#include <lv2/core/lv2.h>

#include <stdbool.h>
#include <stdint.h>

/// Sample rate of all of it, Hz.
#define TEST_WATCH_RATE 48000U

typedef enum {
  TEST_WATCH_CALLS, ///< Allocations, locks, system calls.
  TEST_WATCH_PAGES  ///< Allocations, locks, page faults.
} TestWatch;

/// What the child saw.
typedef struct {
  bool           catches; ///< The kernel has a seccomp filter.
  bool           finite;  ///< Every sample out.
  uint64_t       runs;
  uint64_t       frames;
  TestTrapCounts counts;
  uint64_t       system_calls;
  long           last_call; ///< Number of the last one.
  uint64_t       page_faults;
  uint64_t       first_faulty_run;
} TestWatchReport;

typedef void (*TestRunFn)(LV2_Handle, uint32_t);

/**
   Run at least one block and at least `frames` frames.

   @param instead  Called in place of the plugin's run(), or NULL.
   @return         False if the child did not end well.
*/
bool
test_watch(uint64_t frames, TestRunFn instead, TestWatch watch,
           TestWatchReport* report);

#endif // DALA_TESTS_SUPPORT_LV2_WATCH_H
