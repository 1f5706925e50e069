#include "tests/host/sounds.h"

#define GAIN "--plugin", "urn:dala-test:gain"

static Run run;

/// Run with `--set text` and return the column of the log.
static double
logged(const char* const text, const char* const column)
{
  host(&run, "render", GAIN, "--set", text, "in.wav", "-o", "out.wav",
       "--force", "--tail", "0", "--block", "1000", "--control-log", "log.csv");
  check_fine(&run);
  size_t      size  = 0;
  char* const log   = read_file("log.csv", &size);
  char*       end   = NULL;
  char*       head  = strtok_r(log, "\n", &end);
  char*       row   = strtok_r(NULL, "\n", &end);
  double      value = NAN;
  while (head && row) {
    char* const next_head = strchr(head, ',');
    char* const next_row  = strchr(row, ',');
    if (!strncmp(head, column, strlen(column))) {
      value = strtod(row, NULL);
    }
    head = next_head ? next_head + 1 : NULL;
    row  = next_row ? next_row + 1 : NULL;
  }
  free(log);
  return value;
}

static void
check_bad_value(const char* const text, const char* const what)
{
  host(&run, "render", GAIN, "--set", text, "in.wav", "-o", "out.wav");
  check_refused(&run, 15, what);
  assert_false(exists("out.wav"));
}

static void
test_set_takes_numbers_and_labels(void** const state)
{
  (void)state;
  check_near(logged("mode=2", "mode_now"), 2.0, 0.0);
  check_near(logged("mode=Hard", "mode_now"), 1.0, 0.0);
  check_near(logged("mode=VERY hard", "mode_now"), 2.0, 0.0);
  check_near(logged("mode=soft", "mode_now"), 0.0, 0.0);
  check_near(logged("pitch=1e3", "pitch_now"), 1000.0, 0.0);
}

static void
test_set_takes_units_and_converts_them(void** const state)
{
  (void)state;
  check_near(logged("mix=30%", "mix_now"), 30.0, 1e-5);
  check_near(logged("mix=0.3x", "mix_now"), 30.0, 1e-5);
  check_near(logged("pitch=441 Hz", "pitch_now"), 441.0, 0.0);
  check_near(logged("pitch=2kHz", "pitch_now"), 2000.0, 1e-3);
  check_near(logged("pitch=2.5khz", "pitch_now"), 2500.0, 1e-3);
  logged("gain=-12dB", "size");
  check_near(gain_of_output(), -12.0, 1e-4);
  logged("gain=+6 db", "size");
  check_near(gain_of_output(), 6.0, 1e-4);
}

static void
test_set_of_a_toggle_takes_words(void** const state)
{
  static const char* const words[] = { "on=off", "on=false", "on=No", "on=0" };
  (void)state;
  for (size_t i = 0; i < 4; ++i) {
    host(&run, "render", GAIN, "--set", "gain=6", "--set", words[i], "in.wav",
         "-o", "out.wav", "--force");
    check_fine(&run);
    check_near(gain_of_output(), 0.0, 1e-6);
  }
}

static void
test_set_the_last_of_two_wins(void** const state)
{
  (void)state;
  host(&run, "render", GAIN, "--set", "gain=6", "--set", "gain=3", "in.wav",
       "-o", "out.wav");
  check_fine(&run);
  check_near(gain_of_output(), 3.0, 1e-4);
}

static void
test_set_out_of_range_is_refused_and_exits_15(void** const state)
{
  (void)state;
  check_bad_value("gain=24.1", "24.1");
  check_contains(run.err, "out of range for 'gain'; it goes from -60 to 24 dB");
  check_bad_value("gain=-61dB", "out of range");
  check_bad_value("pitch=30kHz", "out of range");
  check_bad_value("on=2", "out of range");
  check_bad_value("mode=3", "out of range for 'mode'; it goes from 0 to 2\n");
}

static void
test_set_that_is_not_understood_exits_15(void** const state)
{
  (void)state;
  check_bad_value("mode=Loud", "one of: Soft, Hard or Very hard");
  check_bad_value("mode=0.5", "0.5 is no value of 'mode'");
  check_bad_value("steps=2.5", "give a whole number");
  check_bad_value("gain=loud", "'loud' is no value of 'gain'");
  check_bad_value("gain=", "'' is no value of 'gain'");
  check_bad_value("gain=1,5", "'gain' is in dB and does not take ',5'");
  check_bad_value("gain=3Hz", "'gain' is in dB and does not take 'Hz'");
  check_bad_value("steps=3dB", "'steps' has no unit");
  check_bad_value("gain=nan", "is no value");
  check_bad_value("gain=inf", "is no value");
  check_bad_value("gain=0x10", "is no value");
  check_bad_value("gain=1e99", "is no value");
}

static void
test_set_in_terms_of_the_rate_is_checked_per_file(void** const state)
{
  (void)state;
  const float one = 0.5f;
  check_near(logged("cutoff=20kHz", "cutoff_now"), 20000.0, 1e-2);
  check_near(logged("steps=0", "cutoff_now"), 12000.0, 0.0);
  check_near(logged("steps=0", "tone_now"), 440.0, 0.0);
  write_samples("in.wav", WAV_16, 1, 32000, 1, &one);
  check_near(logged("steps=0", "cutoff_now"), 8000.0, 0.0);
  assert_int_equal(unlink("out.wav"), 0);
  check_bad_value("cutoff=20kHz", "it goes from 0 to 16000 Hz");
}

static void
test_set_of_an_unknown_control_exits_13(void** const state)
{
  (void)state;
  host(&run, "render", GAIN, "--set", "gian=1", "in.wav", "-o", "out.wav");
  check_refused(&run, 13, "no control 'gian'; did you mean 'gain'?");
  host(&run, "render", GAIN, "--set", "zzz=1", "in.wav", "-o", "out.wav");
  check_refused(&run, 13, "no control 'zzz'; see 'dala-host info'");
  host(&run, "render", GAIN, "--set", "size=1", "in.wav", "-o", "out.wav");
  check_refused(&run, 13, "'size' cannot be set: it is a port for control out");
  host(&run, "render", GAIN, "--set", "in=1", "in.wav", "-o", "out.wav");
  check_refused(&run, 13, "'in' cannot be set: it is a port for audio input");
  check_file_count(1);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    input_test(test_set_takes_numbers_and_labels),
    input_test(test_set_takes_units_and_converts_them),
    input_test(test_set_of_a_toggle_takes_words),
    input_test(test_set_the_last_of_two_wins),
    input_test(test_set_out_of_range_is_refused_and_exits_15),
    input_test(test_set_that_is_not_understood_exits_15),
    input_test(test_set_in_terms_of_the_rate_is_checked_per_file),
    input_test(test_set_of_an_unknown_control_exits_13),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
