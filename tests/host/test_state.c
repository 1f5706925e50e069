#include "tests/host/sounds.h"

#define STATE "--plugin", "urn:dala-test:state", "--tail", "0"
#define FIXED "--plugin", "urn:dala-test:fixed"

static Run run;

/// The last value of the first column of the log.
static double
last_logged(void)
{
  size_t      size  = 0;
  char* const log   = read_file("log.csv", &size);
  char*       line  = log + size - 1;
  double      value = NAN;
  while (line > log && line[-1] != '\n') {
    --line;
  }
  assert_int_equal(sscanf(line, "%*f,%lf", &value), 1);
  free(log);
  return value;
}

static void
test_default_state_is_loaded_and_ports_can_grow(void** const state)
{
  (void)state;
  host(&run, "render", STATE, "in.wav", "-o", "out.wav", "--control-log",
       "log.csv");
  check_fine(&run);
  check_near(last_logged(), 1000.0 + 100 * 0.01, 1e-3);
  size_t      size = 0;
  char* const log  = read_file("log.csv", &size);
  check_contains(log, ",77\n"); /* was kept when the port grew */
  free(log);
}

static void
test_state_saved_and_loaded_goes_on(void** const state)
{
  (void)state;
  host(&run, "render", STATE, "in.wav", "-o", "a.wav", "--save-state", "a.ttl",
       "--set", "set=3");
  check_fine(&run);
  check_file_count(3);
  host(&run, "render", STATE, "in.wav", "-o", "b.wav", "--state", "a.ttl",
       "--save-state", "b.ttl", "--control-log", "log.csv");
  check_fine(&run);
  check_near(last_logged(), 1002.0, 0.01);
  size_t      size = 0;
  char* const text = read_file("b.ttl", &size);
  check_contains(text, "urn:dala-test:state");
  check_contains(text, "3.0"); /* the control came with the state */
  free(text);
  host(&run, "render", STATE, "in.wav", "-o", "c.wav", "--state", "b.ttl",
       "--set", "set=4", "--save-state", "c.ttl");
  check_fine(&run);
  char* const other = read_file("c.ttl", &size);
  check_contains(other, "4.0"); /* --set wins */
  free(other);
}

static void
test_state_moves_together_with_the_files_it_names(void** const state)
{
  (void)state;
  size_t size = 0;
  write_file("a \"file\"", "kept", 4);
  host(&run, "render", STATE, "in.wav", "-o", "a.wav", "--save-state", "a.ttl",
       "--set", "how=2");
  check_fine(&run);
  char* const text = read_file("a.ttl", &size);
  assert_null(strstr(text, "<file:"));
  free(text);
  assert_int_equal(mkdir("moved", 0755), 0);
  assert_int_equal(rename("a \"file\"", "moved/a \"file\""), 0);
  assert_int_equal(rename("a.ttl", "moved/a.ttl"), 0);
  host(&run, "render", STATE, "in.wav", "-o", "b.wav", "--state", "moved/a.ttl",
       "--control-log", "log.csv", "--set", "how=0");
  check_fine(&run);
  check_near(last_logged(), 5001.0, 0.1);
}

static void
check_no_state(const char* const path, const int code, const char* const what)
{
  host(&run, "render", STATE, "in.wav", "-o", "out.wav", "--state", path);
  check_code(&run, code);
  check_contains(run.err, what);
  assert_false(exists("out.wav"));
}

static void
test_state_that_is_none_exits_28(void** const state)
{
  static const char other[] = "@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n"
                              "<> lv2:appliesTo <urn:dala-test:wire> .\n";
  static const char half_escape[] =
    "@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n"
    "@prefix state: <http://lv2plug.in/ns/ext/state#> .\n"
    "<> lv2:appliesTo <urn:dala-test:state> ; # 50 % \"of\n"
    " state:state [ <urn:x> '5%\\'<' ; <urn:y> <a%2> ] .\n";
  (void)state;
  check_no_state("no.ttl", 3, "'no.ttl' cannot be read");
  write_file("x.ttl", "this is no Turtle", 17);
  check_no_state("x.ttl", 28,
                 "'x.ttl' holds no state of <urn:dala-test:state>");
  write_file("x.ttl", other, sizeof(other) - 1u);
  check_no_state("x.ttl", 28, "is a state of <urn:dala-test:wire>");
  // A name that ends in half an escape makes the library read past its end
  write_file("x.ttl", half_escape, sizeof(half_escape) - 1u);
  check_no_state("x.ttl", 28, "holds no state");
  host(&run, "render", "--plugin", "urn:dala-test:gain", "in.wav", "-o",
       "out.wav", "--state", "x.ttl", "--preset", "Quiet");
  check_refused(&run, 2, "--preset and --state together");
}

static void
test_state_that_cannot_be_saved_loses_nothing(void** const state)
{
  (void)state;
  write_file("a.ttl", "mine", 4);
  host(&run, "render", STATE, "in.wav", "-o", "out.wav", "--save-state",
       "a.ttl");
  check_refused(&run, 16, "'a.ttl' exists");
  host(&run, "render", STATE, "in.wav", "-o", "out.wav", "--save-state",
       "in.wav", "--force");
  check_refused(&run, 17, "'in.wav' is an input");
  host(&run, "render", STATE, "in.wav", "-o", "out.wav", "--save-state",
       "out.wav");
  check_refused(&run, 18, "'out.wav' is to hold sound and state");
  host(&run, "render", STATE, "in.wav", "-o", "out.wav", "--save-state",
       "no/a.ttl");
  check_refused(&run, 19, "'no/a.ttl' cannot be written");
  host(&run, "render", STATE, "in.wav", "-o", "out.wav", "--save-state",
       "b.ttl", "--set", "how=1");
  check_refused(&run, 28, "consists of several files");
  host(&run, "render", STATE, "in.wav", "-d", "out", "--save-state", "b.ttl");
  check_refused(&run, 2, "--save-state is for one file");
  check_file_count(2);
}

static void
test_state_is_saved_once_when_the_sound_is_made_anew(void** const state)
{
  (void)state;
  write_noise("loud.wav", WAV_16, 1, 1000);
  host(&run, "render", "--plugin", "urn:dala-test:gain", "--set", "gain=12",
       "loud.wav", "-o", "out.wav", "--save-state", "a.ttl");
  check_code(&run, 0);
  check_contains(run.err, "32-bit float");
  assert_true(exists("a.ttl"));
  check_file_count(4);
}

/// The plugin dies when all is rendered, on its way out.
static void
test_state_is_not_saved_without_its_sound(void** const state)
{
  (void)state;
  write_noise("in.wav", WAV_16, 1, 1000);
  host(&run, "render", "--plugin", "urn:dala-test:crash", "--set", "how=1",
       "in.wav", "-o", "out.wav", "--save-state", "a.ttl");
  check_refused(&run, 21, "crashed");
  check_file_count(1);
}

static void
test_blocks_of_one_length_where_the_plugin_requires_them(void** const state)
{
  (void)state;
  write_noise("noise.wav", WAV_16, 1, 30011);
  host(&run, "render", FIXED, "noise.wav", "-o", "out.wav");
  check_fine(&run);
  check_contains(run.out, "blocks of 256 frames as the plugin requires");
  check_contains(run.out, "1 side chain input silent");
  check_same_sound("noise.wav", "out.wav");
  host(&run, "render", FIXED, "noise.wav", "-o", "b.wav", "--block", "4096",
       "--tail", "0");
  check_fine(&run);
  check_same_sound("noise.wav", "b.wav");
  host(&run, "render", FIXED, "noise.wav", "-o", "c.wav", "--block", "100");
  check_refused(&run, 29, "blocks of one length, a power of two, only");
  host(&run, "render", FIXED, "noise.wav", "-o", "c.wav", "--block",
       "random:1");
  check_refused(&run, 29, "blocks of one length");
}

static void
test_automation_of_a_plugin_with_fixed_blocks_moves_per_block(
  void** const state)
{
  (void)state;
  write_file("a.csv", "0.001,gain,2\n", 13); /* frame 48 */
  write_noise("noise.wav", WAV_32F, 1, 600);
  host(&run, "render", FIXED, "noise.wav", "-o", "out.wav", "--automation",
       "a.csv", "--block", "64", "--tail", "0");
  check_code(&run, 0);
  check_contains(run.err, "controls move once per block");
  Sound in  = read_sound("noise.wav");
  Sound out = read_sound("out.wav");
  for (int i = 0; i < 600; ++i) {
    check_near(out.samples[i], in.samples[i] * (i < 64 ? 1.0f : 2.0f), 0.0);
  }
  free(in.samples);
  free(out.samples);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    input_test(test_default_state_is_loaded_and_ports_can_grow),
    input_test(test_state_saved_and_loaded_goes_on),
    input_test(test_state_moves_together_with_the_files_it_names),
    input_test(test_state_that_is_none_exits_28),
    input_test(test_state_that_cannot_be_saved_loses_nothing),
    input_test(test_state_is_saved_once_when_the_sound_is_made_anew),
    folder_test(test_state_is_not_saved_without_its_sound),
    folder_test(test_blocks_of_one_length_where_the_plugin_requires_them),
    folder_test(test_automation_of_a_plugin_with_fixed_blocks_moves_per_block),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
