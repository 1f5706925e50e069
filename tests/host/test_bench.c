#include "tests/host/sounds.h"

static Run run;

/// The number that follows this key, from `text` on.
static double
number_after(const char* const text, const char* const key)
{
  const char* const found = strstr(text, key);
  if (!found) {
    print_error("no %s in:\n%s\n", key, text);
    fail();
  }
  return found ? strtod(found + strlen(key), NULL) : NAN;
}

static void
test_bench_puts_two_plugins_side_by_side(void** const state)
{
  (void)state;
  write_input("in.wav");
  host(&run, "bench", "--plugin", "urn:dala-test:faulty-good", "--plugin",
       "urn:dala-test:faulty-slow-in-silence", "in.wav");
  check_fine(&run);
  check_contains(run.out, "<urn:dala-test:faulty-good> at 48000 Hz: starts in");
  check_contains(run.out, "\n   16 ");
  check_contains(run.out, "\n 1024 ");
  check_contains(run.out, "times the first\n");
}

static void
test_bench_orders_median_p99_and_worst(void** const state)
{
  (void)state;
  host(&run, "bench", "--json", "--plugin", "urn:dala-test:faulty-good",
       "--plugin", "urn:dala-test:faulty-slow-in-silence");
  check_fine(&run);
  // Sixteen frames of a wire are less than what the clock can tell
  const char* const longest = strstr(run.out, "\"frames\": 1024");
  assert_non_null(longest);
  const double median = number_after(longest, "\"median_us\": ");
  const double p99    = number_after(longest, "\"p99_us\": ");
  const double worst  = number_after(longest, "\"worst_us\": ");
  assert_true(median > 0.0 && median <= p99 && p99 <= worst);
  // A third of the sound is silence, over which the second one takes long
  const char* const second = strstr(run.out, "slow-in-silence");
  const char* const larger = strstr(second, "\"frames\": 1024");
  assert_true(number_after(larger, "\"times_first\": ") > 5.0);
  assert_true(number_after(larger, "\"p99_us\": ") >
              5.0 * number_after(larger, "\"median_us\": "));
}

static void
test_bench_says_what_cannot_be_measured(void** const state)
{
  (void)state;
  host(&run, "bench", "--plugin", "urn:dala-test:crash");
  check_refused(&run, 21, "the plugin <urn:dala-test:crash> crashed (Aborted)");
  host(&run, "bench", "--plugin", "urn:dala-test:faulty-hangs", "--timeout",
       "0.2");
  check_refused(&run, 30, "hung: not done after 0.2 s");
  host(&run, "bench", "--plugin", "urn:dala-test:wire", "none.wav");
  check_refused(&run, 3, "'none.wav' does not exist");
  host(&run, "bench", "--plugin", "urn:dala-test:needs");
  check_refused(&run, 12, "feature <urn:dala-test:no-such-feature>");
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    folder_test(test_bench_puts_two_plugins_side_by_side),
    folder_test(test_bench_orders_median_p99_and_worst),
    folder_test(test_bench_says_what_cannot_be_measured),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
