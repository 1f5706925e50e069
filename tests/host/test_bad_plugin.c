#include "tests/host/sounds.h"

static Run run;

/// The plugin with these words fails so; nothing is written.
#define check_bad(plugin, code, what, ...)                                     \
  do {                                                                         \
    write_input("in.wav");                                                     \
    host(&run, "render", "in.wav", "-o", "out.wav", "--plugin",                \
         "urn:dala-test:" plugin, __VA_ARGS__);                                \
    check_refused(&run, code, what);                                           \
    check_file_count(1);                                                       \
  } while (0)

static void
test_render_unknown_plugin_names_a_near_one_and_exits_11(void** const state)
{
  (void)state;
  check_bad("wier", 11, "did you mean <urn:dala-test:wire>?", "--quiet");
  host(&run, "render", "in.wav", "-o", "out.wav", "--plugin", "not a uri");
  check_refused(&run, 11, "no plugin <not a uri> is installed; see 'dala-host");
}

static void
test_render_without_plugin_option_wants_the_default(void** const state)
{
  (void)state;
  write_input("in.wav");
  host(&run, "render", "in.wav", "-o", "out.wav");
  check_refused(&run, 11, "no plugin <urn:dala:violin> is installed");
}

static void
test_render_missing_feature_is_named_and_exits_12(void** const state)
{
  (void)state;
  check_bad("needs", 12, "feature <urn:dala-test:no-such-feature>", "--quiet");
}

static void
test_render_unknown_port_kind_is_named_and_exits_12(void** const state)
{
  (void)state;
  check_bad("odd_port", 12, "port 'odd' of the plugin", "--quiet");
}

static void
test_render_plugin_without_output_exits_12(void** const state)
{
  (void)state;
  check_bad("silent", 12, "has no audio output", "--quiet");
}

static void
test_render_plugin_that_does_not_start_exits_12(void** const state)
{
  (void)state;
  check_bad("refuses", 12, "does not start at 48000 Hz", "--quiet");
}

static void
test_render_crash_loses_nothing_and_exits_21(void** const state)
{
  (void)state;
  check_bad("crash", 21, "'in.wav': the plugin crashed (Aborted)", "--quiet");
  check_bad("crash", 21, "the plugin crashed", "--set", "how=1");
  check_bad("crash", 21, "the plugin ended the process", "--set", "how=2");
}

static void
test_render_nan_is_placed_and_exits_22(void** const state)
{
  (void)state;
  check_bad("not_finite", 22, "NaN or infinity at frame 1234 (0.026 s)",
            "--quiet");
  check_bad("not_finite", 22, "frame 1234", "--block", "1");
  check_bad("not_finite", 22, "frame 1234", "--set", "infinite=1");
}

/// Wait up to 10 s until there are so many files here.
static bool
wait_for_files(const unsigned wanted)
{
  for (int i = 0; i < 1000; ++i) {
    const struct timespec nap = { 0, 10000000 };
    n_found                   = 0;
    nftw(".", count_one, 16, FTW_PHYS);
    if (n_found == wanted) {
      return true;
    }
    nanosleep(&nap, NULL);
  }
  return false;
}

/// Start a slow rendering and wait until it has begun to write.
static void
start_slow(const bool named)
{
  const char* words[] = {
    "",        "render",  "--plugin", "urn:dala-test:slow",
    "in.wav",  "-o",      "out.wav",  "--control-log",
    "log.csv", "--block", "64",       NULL
  };
  write_input("in.wav");
  setenv("DALA_HOST_TEMPORARY", named ? "named" : "", 1);
  start_host(&run, words);
  if (named) {
    assert_true(wait_for_files(3)); /* input, and two temporary files */
  } else {
    usleep(200000);
  }
  unsetenv("DALA_HOST_TEMPORARY");
}

static void
check_signal(const int number, const bool named)
{
  signal(number, SIG_DFL); // not ignored, whoever runs the tests
  start_slow(named);
  assert_int_equal(kill(run.pid, number), 0);
  finish_host(&run);
  check_code(&run, 128 + number);
  check_file_count(1);
}

static void
test_render_ended_by_a_signal_leaves_no_file(void** const state)
{
  (void)state;
  check_signal(SIGINT, true);
  check_signal(SIGTERM, true);
  check_signal(SIGHUP, true);
  check_signal(SIGINT, false);
}

static void
test_render_killed_outright_leaves_no_file_soon_after(void** const state)
{
  (void)state;
  start_slow(true);
  assert_int_equal(kill(run.pid, SIGKILL), 0);
  finish_host(&run);
  check_code(&run, 128 + SIGKILL);
  assert_true(wait_for_files(1));
}

static void
test_render_killed_with_its_children_leaves_no_file(void** const state)
{
  (void)state;
  const int nameless = open(".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (nameless < 0) {
    print_message("skipped: this file system has no files without names\n");
    skip();
  }
  close(nameless);
  run.own_group = true;
  start_slow(false);
  run.own_group = false;
  check_file_count(1);
  assert_int_equal(kill(-run.pid, SIGKILL), 0);
  finish_host(&run);
  check_code(&run, 128 + SIGKILL);
  check_file_count(1);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    folder_test(test_render_unknown_plugin_names_a_near_one_and_exits_11),
    folder_test(test_render_without_plugin_option_wants_the_default),
    folder_test(test_render_missing_feature_is_named_and_exits_12),
    folder_test(test_render_unknown_port_kind_is_named_and_exits_12),
    folder_test(test_render_plugin_without_output_exits_12),
    folder_test(test_render_plugin_that_does_not_start_exits_12),
    folder_test(test_render_crash_loses_nothing_and_exits_21),
    folder_test(test_render_nan_is_placed_and_exits_22),
    folder_test(test_render_ended_by_a_signal_leaves_no_file),
    folder_test(test_render_killed_outright_leaves_no_file_soon_after),
    folder_test(test_render_killed_with_its_children_leaves_no_file),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
