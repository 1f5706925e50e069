/**
   Each trap of test_realtime.c, seen firing on a run() that does the thing.
*/
#include "tests/support/check.h"
#include "tests/support/lv2/watch.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef DALA_SANITIZE

static TestWatchReport report;
static void* volatile kept;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static volatile char   fresh[64U * 4096U];
static volatile pid_t  parent;

static void
run_that_allocates(const LV2_Handle handle, const uint32_t n)
{
  (void)handle;
  kept = malloc(n + 1U);
  free(kept);
}

static void
run_that_locks(const LV2_Handle handle, const uint32_t n)
{
  (void)handle;
  (void)n;
  pthread_mutex_lock(&mutex);
  pthread_mutex_unlock(&mutex);
}

static void
run_that_calls(const LV2_Handle handle, const uint32_t n)
{
  (void)handle;
  (void)n;
  parent = getppid();
}

static void
run_that_touches(const LV2_Handle handle, const uint32_t n)
{
  (void)handle;
  (void)n;
  fresh[40U * 4096U] = 1;
}

static void
test_traps_see_an_allocation(void** const state)
{
  (void)state;
  assert_true(test_watch(0U, run_that_allocates, TEST_WATCH_PAGES, &report));
  assert_int_equal(report.counts.allocations, report.runs);
  assert_int_equal(report.counts.frees, report.runs);
}

static void
test_traps_see_a_lock(void** const state)
{
  (void)state;
  assert_true(test_watch(0U, run_that_locks, TEST_WATCH_PAGES, &report));
  assert_int_equal(report.counts.locks, report.runs);
}

static void
test_traps_see_a_system_call(void** const state)
{
  (void)state;
  assert_true(
    test_watch(TEST_WATCH_RATE, run_that_calls, TEST_WATCH_CALLS, &report));
  if (report.catches) {
    assert_int_equal(report.system_calls, report.runs);
    assert_true(report.runs > 1U);
  }
}

static void
test_traps_see_a_page_fault(void** const state)
{
  (void)state;
  assert_true(
    test_watch(TEST_WATCH_RATE, run_that_touches, TEST_WATCH_PAGES, &report));
  // The system may move a page meanwhile, which is one more
  assert_true(report.page_faults >= 1U);
  assert_int_equal(report.first_faulty_run, 0U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_traps_see_an_allocation),
    cmocka_unit_test(test_traps_see_a_lock),
    cmocka_unit_test(test_traps_see_a_system_call),
    cmocka_unit_test(test_traps_see_a_page_fault),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

int
main(void)
{
  printf("sanitizers: traps of run() are skipped\n");
  return 0;
}

#endif
