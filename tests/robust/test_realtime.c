/**
   Ten minutes of random automation in which run() may not allocate, lock,
   enter the kernel or fault a page in, from its first call on.
*/
#include "tests/support/check.h"
#include "tests/support/lv2/watch.h"

#ifndef DALA_SANITIZE

#define MINUTES 10U
#define FRAMES ((uint64_t)MINUTES * 60U * TEST_WATCH_RATE)

static TestWatchReport report;

static void
test_realtime_run_never_allocates_locks_or_enters_the_kernel(void** const state)
{
  (void)state;
  assert_true(test_watch(FRAMES, NULL, TEST_WATCH_CALLS, &report));
  printf("%u minutes, %llu runs: %llu allocations, %llu frees, %llu locks, "
         "%llu system calls (last %ld)\n",
         MINUTES, (unsigned long long)report.runs,
         (unsigned long long)report.counts.allocations,
         (unsigned long long)report.counts.frees,
         (unsigned long long)report.counts.locks,
         (unsigned long long)report.system_calls, report.last_call);
  assert_int_equal(report.counts.allocations, 0U);
  assert_int_equal(report.counts.frees, 0U);
  assert_int_equal(report.counts.locks, 0U);
  assert_int_equal(report.system_calls, 0U);
  assert_true(report.finite);
  assert_true(report.frames >= FRAMES);
}

static void
test_realtime_run_never_faults_a_page_in(void** const state)
{
  (void)state;
  assert_true(test_watch(FRAMES, NULL, TEST_WATCH_PAGES, &report));
  printf("%u minutes, %llu runs: %llu page faults, the first in run %llu\n",
         MINUTES, (unsigned long long)report.runs,
         (unsigned long long)report.page_faults,
         (unsigned long long)report.first_faulty_run);
  assert_int_equal(report.page_faults, 0U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(
      test_realtime_run_never_allocates_locks_or_enters_the_kernel),
    cmocka_unit_test(test_realtime_run_never_faults_a_page_in),
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
