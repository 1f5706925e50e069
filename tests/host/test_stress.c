#include "tests/host/sounds.h"

#ifdef DALA_SANITIZE
#define N_TRIED 15 /* two checks cannot be made under the sanitizers */
#else
#define N_TRIED 17
#endif

static Run run;

/// The plugin with this fault breaks this promise, and the line says how.
static void
check_broken(const char* const fault, const char* const promise,
             const char* const how)
{
  char uri[80];
  char line[80];
  snprintf(uri, sizeof uri, "urn:dala-test:faulty-%s", fault);
  snprintf(line, sizeof line, "BROKEN   %s ", promise);
  host(&run, "stress", "--plugin", uri, promise);
  check_code(&run, 1);
  assert_string_equal(run.err, "");
  assert_memory_equal(run.out, line, strlen(line));
  check_contains(run.out, how);
}

static void
test_stress_a_good_plugin_keeps_all_promises(void** const state)
{
  (void)state;
  host(&run, "stress", "--plugin", "urn:dala-test:faulty-good");
  check_fine(&run);
  assert_null(strstr(run.out, "BROKEN"));
  char line[80];
  snprintf(line, sizeof line, "%d of 17 promises hold, 0 broken, %d skipped\n",
           N_TRIED, 17 - N_TRIED);
  check_contains(run.out, line);
}

static void
test_stress_names_the_promise_that_is_broken(void** const state)
{
  (void)state;
  check_broken("by-block", "blocks", "blocks of 1: differs from frame");
  check_broken("clears-first", "in-place", "input 1 in the memory of output 1");
  check_broken("dies-of-nothing", "zero-length",
               "crashed (Aborted), at: run() with 0 frames");
  check_broken("keeps", "reactivation", "activated again: differs from frame");
  check_broken("shares", "instances", "beside another instance: differs");
  check_broken("forgets-state", "state", "saved again, it is another");
  check_broken("late", "latency", "reports 16 frames, is late by 300");
  check_broken("remembers-nan", "faults", "NaN in: NaN or infinity out, still");
  check_broken("half-bypass", "bypass", "output 1 is not the input from frame");
  check_broken("clicks", "clicks",
               "1 of 1 controls are heard, most of all amount=0 clicks: ");
  check_broken("divides", "extremes", "amount=1: NaN or infinity");
  check_broken("low-rates", "rates", "does not start at 192000 Hz");
  check_broken("slow-in-silence", "silence", "times as much as sound");
}

static void
test_stress_sees_what_is_not_real_time(void** const state)
{
  (void)state;
#ifdef DALA_SANITIZE
  skip();
#endif
  check_broken("allocates", "real-time", "750 allocations, 750 frees, 0 locks");
  check_broken("locks", "real-time", "0 allocations, 0 frees, 750 locks");
  check_broken("calls", "real-time", "750 system calls in 750 runs");
  check_broken("leaks", "leaks", "bytes lost with each instance");
}

static void
test_stress_a_hang_is_a_line_not_the_end(void** const state)
{
  (void)state;
  host(&run, "stress", "--plugin", "urn:dala-test:faulty-hangs", "--timeout",
       "0.1");
  check_code(&run, 1);
  check_contains(run.out, "hung: not done after 0.1 s, at: blocks of 256\n");
  char line[80];
  snprintf(line, sizeof line, "0 of 17 promises hold, %d broken", N_TRIED - 1);
  check_contains(run.out, line);
}

static void
test_stress_json_has_a_verdict_for_each(void** const state)
{
  (void)state;
  host(&run, "stress", "--plugin", "urn:dala-test:faulty-late", "latency",
       "in-place", "--json");
  check_code(&run, 1);
  check_contains(run.out, "\"name\": \"latency\"");
  check_contains(run.out, "\"verdict\": \"broken\"");
  check_contains(run.out, "\"broken\": 1,");
}

static void
test_stress_refuses_what_cannot_be_run(void** const state)
{
  (void)state;
  host(&run, "stress", "--plugin", "urn:dala-test:needs");
  check_refused(&run, 12, "feature <urn:dala-test:no-such-feature>");
  host(&run, "stress", "--timeout", "soon");
  check_refused(&run, 2, "'--timeout soon' is not understood");
  host(&run, "stress", "--plugin", "urn:dala-test:wire", "latensy");
  check_refused(&run, 2, "no check of stress, did you mean latency?");
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    folder_test(test_stress_a_good_plugin_keeps_all_promises),
    folder_test(test_stress_names_the_promise_that_is_broken),
    folder_test(test_stress_sees_what_is_not_real_time),
    folder_test(test_stress_a_hang_is_a_line_not_the_end),
    folder_test(test_stress_json_has_a_verdict_for_each),
    folder_test(test_stress_refuses_what_cannot_be_run),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
